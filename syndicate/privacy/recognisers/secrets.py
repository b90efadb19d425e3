"""Access keys, private keys, passwords."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.recognisers.secret_shapes import KEYS, PEM, WEBHOOK

_DATA_URI = re.compile(r"data:[a-z]{1,20}/[a-z0-9.+-]{1,40};base64,[A-Za-z0-9+/=]*")
"""An embedded image: its bytes look like anything."""
_CREDENTIALS = re.compile(
    r"(?<![0-9A-Za-z])[a-z][a-z0-9+.-]{1,20}://[^\s/:@\"'<>]{0,80}:(?P<value>[^\s/@"
    r"\"'<>]{2,120})@[A-Za-z0-9\[]"
)
_NAMES = (
    r"(?:pass(?:word|wd|code|phrase)?|pwd|pin(?: ?code)?|(?:access|secret|auth|"
    r"bearer|refresh|client|api|"
    r"private|master|admin|session|encryption|signing)[ _-]?(?:api[ _-]?)?(?:key|"
    r"token|secret)s?(?:[ _-]?(?:id|key))?|"
    r"[A-Za-z0-9_]{0,40}_(?:password|passwd|pwd|secret|token|apikey|api_key|access_key|secret_key)|"
    r"(?:door|entry|gate|alarm|access|security|safe|lock|building|key ?box|meeting) ?"
    r"(?:code|combination|pin)|"
    r"(?:recovery|backup|one[- ]time|verification|2fa|mfa) (?:backup )?codes?|combination|"
    r"licen[cs]e key|product key|serial key|x-[a-z-]{2,20}-(?:key|token)|"
    r"入館コード|入室コード|解錠番号|開錠番号|解錠コード|認証コード|ダイヤル番号|ライセンスキー|プロダクトキー|"
    r"(?:キーボックス|金庫|ロッカー|ドア|玄関|通用口)の(?:暗証)?(?:番号|コード)|"
    r"secret|token|apikey|authorization|aws_secret_access_key|accountkey|wi-?fi(?: key)?|"
    r"パスワード|パスコード|パスフレーズ|暗証番号|ピンコード|合言葉|(?<![A-Za-z])PW|"
    r"api ?キー|アクセスキー|秘密鍵|シークレット(?:キー)?|"
    r"(?:アクセス|認証)?トークン|ログイン情報|暗号化キー)"
)
_ASSIGNED = re.compile(
    r"(?<![0-9A-Za-z])" + _NAMES + r"['\"’]?"
    r"(?P<link>[ ]{0,3}(?::=|=>|=|:|→)[ ]{0,3}|[ ]?(?:is|was|が|は|を)(?:[ ]?(?:now|"
    r"still|currently|set to|現在|今|いま)[ ])?[ ]?|[ ]to[ ]|['’]s[ ]|\n)"
    r"(?:(?:Bearer|Basic|Token)[ ])?(?P<quote>[\"'「『`“(]?)(?P<value>[!-&(-~]{4,200})",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"(?<![0-9A-Za-z])(?:(?P<code>pin(?: code)?|passcode|"
    r"(?:door|entry|gate|alarm|access|safe|meeting) code|"
    r"(?:recovery|backup) codes?|(?:2fa|mfa) (?:backup )?codes?|"
    r"入館コード|入室コード|暗証番号|パスコード)"
    r"|(?:仮|初期|共通|共有|解凍)?(?:password|pass|passwd|pwd|pw|パスワード|パスコード)|"
    r"license key)[ ,、]{0,2}"
    r"(?P<open>\(|「|『|\"|'|`)?(?P<value>[!#-&*-~]{4,60})",
    re.IGNORECASE,
)
_PAIR = re.compile(
    r"(?<![0-9A-Za-z])(?:login|log in|sign in|ログイン(?:は|情報は|情報)?|SSID|アカウント(?:は)?|"
    r"user(?:name)?|id)"
    r"[ :=]{1,3}(?:with |as )?[A-Za-z0-9._@-]{2,40}[ ]?/[ ]?(?P<value>[!-.0-~]{5,60})",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    r"(?<![0-9A-Za-z])(?:curl[ ][^\n]{0,80}?-u[ ]?|--user[ =])['\"]?[^\s:'\"]{1,40}:"
    r"(?P<curl>[^\s'\"]{3,60})"
    r"|(?<![0-9A-Za-z])(?:mysql|mysqldump|mariadb|sshpass)[ ][^\n]{0,60}?-p"
    r"(?P<sql>[^\s-][^\s]{3,60})"
)
_GATE = ("pass", "pwd", "pw", "pin", "code", "パス", "コード", "番号", "key")
_TELLING = re.compile(r"(?=[^0-9]{0,60}[0-9])(?=[0-9]{0,60}[A-Za-z!#$%&*@])[^\s]{6,}")
"""A value that no word or number is: letters or marks, and digits."""
_CODE = re.compile(
    r"[0-9][0-9-]{2,10}[0-9]#?(?![0-9年月日文字桁個])|[A-Za-z0-9]{4}(?:-[A-Za-z0-9]{4}){1,5}"
)
_MENTIONS = (
    "pass", "pwd", "pin", "key", "secret", "token", "auth", "wi-fi", "wifi", "pw", "code",
    "combination", "パス", "暗証", "ピン", "合言葉", "キー", "鍵", "シークレット", "トークン",
    "ログイン情報", "入館", "入室", "解錠", "開錠", "ダイヤル番号", "の番号", "コード",
)  # fmt: skip
"""A cheap look before the dear one."""
_PLACEHOLDER = re.compile(
    r"[*x•.●_-]{3,}|<.{1,60}>?|\{.{0,60}|\$\{?[A-Za-z_(].{0,80}|%[a-z(].{0,20}|"
    r"your[_-]?.{0,40}|my[_-]?(?:password|secret|token)|"
    r"(?:os|process|env|config|settings|secrets|request|self|ctx|vault|getenv|input|"
    r"str|none|null|nil|"
    r"true|false|undefined|required|optional|string|redacted|changeme-?not|example|"
    r"placeholder|hidden)"
    r"(?:[.\[(,;)].{0,80})?|https?://.{0,200}|[a-z]{1,20}\(.{0,60}",
    re.IGNORECASE,
)
_CLOSING = ".,;:?)]}>'\"`”"


def find_keys(document: Document) -> Iterator[Hit]:
    """Keys with a maker's prefix, webhooks, private keys, passwords in links."""
    text = document.text
    images = [match.span() for match in _DATA_URI.finditer(text)] if "data:" in text else []
    for pattern in (KEYS, WEBHOOK):
        for match in pattern.finditer(text):
            if not _inside(images, match.start()):
                yield Hit("secret.key", *match.span(), Likelihood.VERY_LIKELY)
    for match in PEM.finditer(text):
        yield Hit("secret.private_key", *match.span(), Likelihood.VERY_LIKELY)
    for match in _CREDENTIALS.finditer(text):
        if not _PLACEHOLDER.fullmatch(match["value"]):
            yield Hit("secret.url_credentials", *match.span("value"), Likelihood.LIKELY)


def _inside(spans: list[tuple[int, int]], start: int) -> bool:
    at = bisect_right(spans, (start, start)) - 1
    return at >= 0 and start < spans[at][1]


def find_passwords(document: Document) -> Iterator[Hit]:
    """What follows `password:` and the like, when it looks like a value."""
    text = document.text.lower()
    for match in _ASSIGNED.finditer(document.text) if any(one in text for one in _MENTIONS) else ():
        start = match.start("value")
        value = match["value"].rstrip(_CLOSING)
        if match["quote"]:
            value = re.split(r"[\"'`”)]", value)[0]
        if len(value) >= 4 and _is_value(value, match, document.text):
            yield Hit("secret.password", start, start + len(value), Likelihood.LIKELY)
    yield from _beside(document)


def _beside(document: Document) -> Iterator[Hit]:
    """Values with no `is` or colon before them: `PIN 4821`, `login: demo/demo1234`."""
    text = document.text.lower()
    for match in _BESIDE.finditer(document.text) if any(word in text for word in _GATE) else ():
        value = re.split(r"[\"'`”)」』]", match["value"])[0].rstrip(_CLOSING)
        code = match["code"] and _CODE.fullmatch(value + document.text[match.end() :][:1].strip())
        code = code or (match["code"] and _CODE.fullmatch(value) and not _counted(document, match))
        if (code or _TELLING.fullmatch(value)) and not _PLACEHOLDER.fullmatch(value):
            start = match.start("value")
            yield Hit("secret.password", start, start + len(value), Likelihood.LIKELY)
    for match in _PAIR.finditer(document.text) if "/" in text else ():
        value = match["value"].rstrip(_CLOSING)
        if _TELLING.fullmatch(value) and not document.in_url(match.start("value")):
            start = match.start("value")
            yield Hit("secret.password", start, start + len(value), Likelihood.LIKELY)
    for match in _COMMAND.finditer(document.text) if "-u" in text or "-p" in text else ():
        yield Hit("secret.password", *match.span(match.lastgroup or 0), Likelihood.LIKELY)


def _counted(document: Document, match: re.Match[str]) -> bool:
    """Whether a counter or a year follows: パスコード4桁, PIN 2026年."""
    return re.match(r"[ ]?[年月日文字桁個回件人つ種]", document.text[match.end() :][:2]) is not None


def _is_value(value: str, match: re.Match[str], text: str) -> bool:
    if _PLACEHOLDER.fullmatch(value):
        return False
    mixed = any(char.isdigit() for char in value) or (
        len(value) > 6 and re.search(r"[!#$%^&*_+=~|@]", value) is not None
    )
    link = match["link"].strip().lower()
    if link in {"=", ":=", "=>"} or match["quote"]:
        return mixed or len(value) >= 6
    if link in {":", "→"}:
        rest = text[match.start("value") + len(value) :][:1]
        return mixed or (len(value) >= 6 and rest in {"", "\n", ")", "、", "。", "」"})
    if re.fullmatch(r"[a-z]{3,12}(?:-[a-z]{3,12}){2,7}", value) and "pass" in match[0].lower():
        return True  # correct-horse-battery
    if re.match(r"[ ]?[年月日文字桁個回件人つ種]", text[match.start("value") + len(value) :][:2]):
        return False
    return mixed and not re.fullmatch(
        r"[0-9]+(?:[.,][0-9]+)?[a-z%-].*|[0-9]{1,3}(?:,[0-9]{3})*", value
    )
