"""Passwords and the codes of doors, gates, safes and alarms, told in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.lexicon import word_list

_CODE = r"(?P<{}>(?=[A-Z#*-]{{0,6}}[0-9])[0-9A-Z](?:[0-9A-Z]|-(?=[0-9A-Z])){{1,11}}[0-9A-Z][#*]?)"
_ENDS = (
    r"(?![0-9A-Za-z:%.][0-9]|[A-Za-z%]|[ ](?:lines|digits|characters|people|persons|minutes|metres|"
    r"meters|kilos|kg|euros|pounds|dollars|times|steps|long)(?![a-z]))"
)
_THING = (
    r"(?:doors?|gates?|barrier|garage|lift|elevator|alarm|safe|lockers?|lock|"
    r"padlock|key ?box|key safe|"
    r"lock ?box|keypad|shed|car park|parking|entrance|entry ?phone|entry|intercom|"
    r"building|cabinet|gym|"
    r"server room|store ?room|voicemail|shutter|cupboard|drawer|tablet|ipad|toilet|roof|basement)"
)
_WORD = r"[A-Za-z0-9][A-Za-z0-9!@#$%&*_+=~-]{3,40}"
_ENGLISH = re.compile(
    r"(?<![0-9A-Za-z])(?=[0-9A-Za-z])(?:"
    rf"(?i:(?<![a-z])(?:{_THING}[ ](?:code|combination|combo|pin|number)|"
    rf"(?:code|combination|combo|pin)[ ](?:for|to|of|at|on)[ ](?:the[ ]|our[ ]|my[ ])?"
    rf"(?:[a-z-]{{2,12}}[ ]){{0,2}}{_THING}(?:[ ][a-z0-9]{{1,2}})?)"
    r"[ ]?(?:is|was|['’]s|:|=|,|remains|stays|\()[ ]?(?:now[ ]|still[ ]|set to[ ]|currently[ ])?)"
    rf"{_CODE.format('told')}{_ENDS}"
    r"|(?i:(?<![a-z])(?:punch(?: in)?|type(?: in)?|tap(?: in)?|key in|enter|dial|"
    r"press|input|use)[ ]"
    rf"(?:the code[ ]|the pin[ ]|code[ ]|pin[ ])?){_CODE.format('pressed')}{_ENDS}"
    rf"|(?i:(?<![a-z]){_THING}(?:[ ][a-z-]{{2,12}}){{0,4}}[ ](?:opens with|takes|"
    rf"unlocks with|accepts|"
    rf"responds to|needs|wants)[ ]){_CODE.format('taken')}{_ENDS}"
    r"|(?i:(?<![a-z])(?:code|pin|combination|combo)(?:[ ](?:for|to|of|at|on|this|"
    r"these|from|until|we|is)"
    r"[ ][^.!?\n]{0,40}?)?(?:[ ](?:is|was|remains|stays)|:|[ ]changed to|[ ]has changed to|"
    r"[ ]will be|\?[ ]it['’]s)[ ](?:now[ ]|still[ ]|set to[ ])?)"
    rf"{_CODE.format('general')}{_ENDS}"
    rf"|(?i:(?<![a-z]){_THING}(?:,|:)?[ ])(?P<marked>[0-9]{{3,8}}[#*])(?![0-9A-Za-z])"
    rf"|{_CODE.format('opening')}[ ](?i:opens|unlocks|disarms)[ ](?i:the|our|my)[ ]"
    rf"(?i:(?:[a-z-]{{2,12}}[ ]){{0,2}}{_THING})(?![a-z])"
    r")"
)
_OPENING = re.compile(
    rf"(?i)(?<![a-z])(?:{_THING}|beep|beeps|unlock|unlocks|opens|disarm|disarms|goes off)(?![a-z])"
)
_OTHER_CODE = re.compile(
    r"(?i)(?:error|zip|post|postal|country|area|dialling|dialing|discount|promo|"
    r"voucher|coupon|status|"
    r"exit|product|qr|booking|source|colour|color|dress|project|cost|bar|morse|tax|order)[ -]?code"
)
_PASSWORD = re.compile(
    r"(?i:(?<![a-z])(?:password|passcode|passphrase|pass|wi-?fi key|wi-?fi code)"
    r"(?:[ ](?:for|on|of|to|this|these|at|from|until)[ ][^.!?\n:]{1,50}?)?"
    r"(?:[ ]?(?:is|:|=|was|remains|stays)[ ]|\?[ ](?:it['’]s|it is|try|use)[ ])"
    r"(?:now[ ]|still[ ]|just[ ]|simply[ ]|always[ ]|currently[ ])?)[\"'“‘]?"
    rf"(?P<is>{_WORD})(?=[\"'”’]?(?:[.,;!)](?![A-Za-z0-9])|\n|$))"
    r"|(?i:(?:(?<![a-z])(?:the|with|and|use|using)|,)[ ]"
    r"(?:the[ ])?(?:password|passcode|passphrase)[ ])"
    rf"[\"'“‘]?(?P<beside>{_WORD})(?=[\"'”’]?(?:[.,;!)](?![A-Za-z0-9])|\n|[ ](?:for|"
    rf"to|and|on)[ ]|$))"
    r"|(?i:(?:say|use|type|with|give)(?:[ ]the word)?[ ])"
    r"[\"'“‘](?P<quoted>[^\"'“”‘’\n]{3,30})[\"'”’]"
    r"(?i:[ ]as (?:the|a|your) (?:password|passphrase|passcode|code ?word))"
    r"|(?i:(?:log|sign)[ -]?in(?:[ ]to[ ][^.\n]{1,20}?)?[ ](?:as|with|using)[ ][^\s]{2,40}[ ]"
    r"(?:and|with|/)[ ](?:the password[ ])?)(?P<login>(?=[A-Za-z!-~]{0,20}[0-9])"
    r"[A-Za-z][!-~]{3,30}?)"
    r"(?=[.,;!)]?(?:\s|$))"
    r"|(?i:passphrase[ ]?(?:is|:)[ ])[\"'“‘]?(?P<phrase>[a-z]{2,14}(?:[ -][a-z]{2,14}){2,7})"
    r"(?=[\"'”’]?(?:[.,;!)]|\n|$))"
)
_THING_JA = (
    r"(?:ドア|扉|門|玄関|通用口|出入口|入口|入り口|ゲート|金庫|倉庫|ロッカー|"
    r"キーボックス|鍵箱|宅配ボックス|"
    r"オートロック|駐車場|シャッター|駐輪場|自転車置き場|警備|アラーム|警報|セコム|"
    r"会議室|更衣室|サーバー室|"
    r"iPad|タブレット|スマホ|南京錠|ダイヤル錠|鍵|錠)"
)
_UNITS = r"(?![0-9A-Za-z桁文字個年月日時分行円人件名階番号室]|番)"
_JAPANESE = re.compile(
    r"(?:暗証番号|解錠番号|開錠番号|解錠コード|開錠コード|解除コード|解除番号|"
    r"入室コード|入館コード|鍵番号|ドアコード|"
    rf"セキュリティコード|暗証コード|{_THING_JA}の(?:番号|コード|キー|暗証))"
    rf"[^0-9A-Za-z。\n]{{0,8}}?"
    rf"{_CODE.format('told')}{_UNITS}"
    rf"|{_THING_JA}[^。\n]{{0,24}}?(?<![0-9A-Za-z]){_CODE.format('pressed')}"
    r"(?=を押|を入力|を打|で(?:開|解|入れ|ロック)|に合わせ)"
    r"|(?P<dial>(?:右|左)(?:に|へ)?[0-9]{1,3}(?:、?(?:右|左)(?:に|へ)?[0-9]{1,3}){1,4})"
    r"|(?<![ァ-ヶー])(?:パスワード|パスコード|パスフレーズ|パス|合言葉|PW|"
    r"(?i:wi-?fi)の(?:キー|鍵|暗号キー))"
    r"(?:は|を|が|:|、)[ ]?[「『\"]?(?P<word>[A-Za-z0-9][!-~]{3,40}?)[」』\"]?"
    r"(?=です|でし|だ|。|、|で|に(?:変|し|な)|のまま|となり|\n|$)"
)
_TOLD_OF = re.compile(r"(?:ed|ing|able|ible|ly|ory|ive|ful|ous)$")
_SAYS_ENGLISH = re.compile(
    r"(?i)[0-9][#*]|code|combination|combo|(?<![a-z])pins?(?![a-z])|punch|type in|"
    r"tap |key in|enter [0-9]|"
    r"dial [0-9]|press [0-9]|input [0-9]|use [0-9]|takes|opens|unlocks|accepts|disarms"
)
_SAYS_PASSWORD = re.compile(
    r"(?i)passw|passcode|passphrase|(?<![a-z])pass(?![a-z])|wi-?fi|log.?in|sign.?in"
)
_SAYS_JAPANESE = re.compile(
    r"パス|暗証|錠|解除|コード|番号|鍵|キー|合言葉|PW|右に|左に|右へ|左へ|ドア|扉|門|庫|"
    r"ロッカー|ボックス|ロック|警備|アラーム|警報|駐車場|シャッター|タブレット|"
    r"スマホ|会議室|更衣室|サーバー室|玄関|入口|ゲート"
)
"""Cheap looks before the dear ones."""


def find_codes(document: Document) -> Iterator[Hit]:
    """What opens a door, a safe or an account, said rather than written as a setting."""
    text = document.text
    if document.is_url:
        return
    for match in _ENGLISH.finditer(text) if _SAYS_ENGLISH.search(text) else ():
        loose = match["pressed"] or match["general"]
        named = text[max(0, match.start() - 16) : match.start() + 4]
        if not _OTHER_CODE.search(named) and (not loose or _opens_something(document, match)):
            yield _hit(match)
    for match in _JAPANESE.finditer(text) if _SAYS_JAPANESE.search(text) else ():
        if match["word"] is None or _is_password(match["word"]):
            yield _hit(match)
    for match in _PASSWORD.finditer(text) if _SAYS_PASSWORD.search(text) else ():
        sure = match["quoted"] or match["login"]
        if (
            sure
            or _is_phrase(match["phrase"])
            or _is_password(match["is"] or match["beside"] or "")
        ):
            yield _hit(match)


def _is_phrase(value: str | None) -> bool:
    """Words in a row that make no sentence: `correct horse battery staple`."""
    words = re.split("[ -]", value or "")
    sentence = any(word in word_list("openers_en") for word in words)
    return len(words) > 1 and not sentence and _TOLD_OF.search(words[0]) is None


def _hit(match: re.Match[str]) -> Hit:
    return Hit("secret.password", *match.span(match.lastgroup or 0), Likelihood.LIKELY)


def _opens_something(document: Document, match: re.Match[str]) -> bool:
    """Whether the sentence has a door, an alarm or the like in it."""
    opens, closes = document.sentence(*match.span())
    left, right = max(opens, match.start() - _NEAR), min(closes, match.end() + _NEAR)
    return _OPENING.search(document.text, left, right) is not None


_NEAR = 120
"""How far from a number the door may stand."""
_SHORTEST = 5


def _is_password(value: str) -> bool:
    """Whether a word is no remark about the password: `required`, `stored`."""
    if re.search(r"[0-9!@#$%&*_+=~]", value):
        return re.fullmatch(r"[0-9]{1,3}", value) is None
    plain = value.lower()
    known = plain in word_list("not_passwords") or plain in word_list("openers_en")
    return len(value) >= _SHORTEST and not known and _TOLD_OF.search(plain) is None
