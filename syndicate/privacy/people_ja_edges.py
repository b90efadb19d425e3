"""What stands around a Japanese name: honorifics, titles, and the edges of words."""

from __future__ import annotations

import re

from syndicate.privacy.document import Document
from syndicate.privacy.lexicon import word_list
from syndicate.privacy.scripts import all_hiragana, all_katakana, is_hiragana, is_kanji, is_katakana

TITLES = (
    "代表取締役|取締役|執行役員|副社長|社長|副会長|会長|専務|常務|本部長|副部長|"
    "部長|次長|副課長|課長|係長|主任|室長|局長|支店長|支社長|"
    "店長|副店長|所長|工場長|マネージャー|マネジャー|リーダー|ディレクター|"
    "プロデューサー|コーチ|監督|教授|准教授|博士|選手|代表|顧問|主査|主事|"
    "班長|チーフ|議員|弁護士|医師|看護師|キャプテン|校長|園長|院長|理事長|理事|"
    "委員長|会計士|税理士|課長代理|部長代理|グループ長|チーム長|"
    "記者|画伯|教諭|講師|棋士|投手|アナウンサー|コンサルタント|警部|住職|店主"
)
_AFTER = re.compile(
    r"(?:\*{1,3}|_{1,2})?[ ]?"
    r"(?:さん(?!ま(?!で|た|っ)|ぽ)|さま|様(?![々子式相態])|氏(?![名族神])|君(?![主が代])|"
    r"くん(?!れん)|クン|ちゃん|チャン(?![スネ])|先生|殿(?![堂下])|家(?=[のはにでがへ])|"
    rf"先輩|ご?夫妻|夫人|女史|[姉兄姐]さん|両[名氏]|(?:{TITLES})(?![㐀-鿿])|\((?:内線|直通|携帯))"
)
_PLACING = re.compile(r"(?:優勝|[一二三四五六七八九十0-9]位|(?:金|銀|銅|敢闘|最優秀|努力|特別)賞)$")
"""Ranks and prizes after which the name of the one who won stands without a space."""
_PAIR = re.compile(r"組(?:が|は|も|と|に|で|、|。|」|\)|$)")
_INTRODUCED = re.compile(r"(?:です|でした|と申します|といいます|と言います|と名乗|でございます)")
_TITLE_BEFORE = re.compile(
    rf"(?:(?:{TITLES}|担当|エンジニア|デザイナー|同期|新人|先輩|後輩|上司|同僚|部下|"
    rf"社員|メンバー|営業|事務|インターン|研究員|技術者|部|課|室|チーム|グループ|"
    rf"入社\d?年目|年目|受付|窓口|内線[ ]?[0-9-]{{2,9}})の|"
    r"(?:担当者?|文責?|写真|撮影|取材|執筆|編集|著者|筆者|語り手|話し手|聞き手|"
    r"登壇者?|氏名|名前|投稿者|作成者?|発表者?|責任者|協力|編集部|構成|イラスト|デザイン|出演|司会|"
    r"進行|幹事|主催|書記|議長|出席者?|欠席者?|参加者?|講師|受賞者?|準?優勝|入賞|MVP|新入社員|"
    r"異動者?|退職者?|ゲスト|インタビュー)[ ]?[:：/／=・]?[ ]?)$"
)
_INTRO_BEFORE = re.compile(r"(?:の|、|^|\n|。|は)$")
_COMPANY_BEFORE = re.compile(
    r"(?:お客様|お客さま|取引先|得意先|先方|クライアント|顧客|客先|パートナー企業|"
    r"協力会社|ご担当|[A-Z]社|同社|御社|貴社|(?:株式会社|有限会社|合同会社)"
    r"[^\s、。]{0,15}|"
    r"[^\s、。「」]{1,15}(?:株式会社|有限会社|合同会社|Inc\.?|Corp\.?))(?:の|"
    r"ご?担当の?|で|、)?[^\s、。]{0,8}$"
)
_MAY_PRECEDE = frozenset("部課室係長員者当輩期社局班人士師手元前兼現新氏様君店班故")
"""Kanji after which a name may begin without a space: `営業部田中`."""
_PARTICLES = frozenset("はがのとをにへもでやかねよなしたてばら")


def can_begin(document: Document, start: int, end: int) -> bool:
    """Whether no longer word runs into a name from the left."""
    if start == 0:
        return True
    before, name = document.text[start - 1], document.text[start:end]
    if is_kanji(name[0]):
        if not is_kanji(before) or (before in _MAY_PRECEDE and end - start > 1):
            return True
        return _PLACING.search(document.text[max(0, start - 4) : start]) is not None
    if is_katakana(name[0]):
        return not is_katakana(before)
    if all_hiragana(name):
        return not is_hiragana(before) or (before in _PARTICLES and end - start > 2)
    return True


def can_end(document: Document, start: int, end: int) -> bool:
    """Whether no longer word runs on to the right of a name."""
    text = document.text
    if end >= len(text) or addressed_after(document, end):
        return True
    after, name = text[end], text[start:end]
    if all_katakana(name[-1]):
        return not is_katakana(after)
    if is_kanji(name[-1]):
        return not (is_kanji(after) or is_katakana(after) or (after.isascii() and after.isalnum()))
    return not all_hiragana(name) or not is_hiragana(after) or after in _PARTICLES


def addressed_after(document: Document, end: int) -> bool:
    """Whether an honorific or a title follows, or 組 after a name in kana."""
    if _AFTER.match(document.text, end):
        return True
    return not is_kanji(document.text[end - 1]) and _PAIR.match(document.text, end) is not None


def is_titled(document: Document, end: int) -> bool:
    """Whether a title of the company follows, as outsiders are not to read it: 高橋部長."""
    return _TITLED.match(document.text, end) is not None


_TITLED = re.compile(rf"[ ]?(?:{TITLES})(?![㐀-鿿])")


def addressed_before(document: Document, start: int, end: int) -> bool:
    """Whether a title, a by-line or an introduction goes before, and the name ends here."""
    if not can_end(document, start, end):
        return False
    opening = document.text[max(0, start - 16) : start]
    if _TITLE_BEFORE.search(opening) or _PLACING.search(opening):
        return True
    introduced = _INTRODUCED.match(document.text, end)
    if introduced is None or (
        introduced[0].startswith("で") and document.key[start:end] in word_list("names_ambiguous")
    ):
        return False
    return _INTRO_BEFORE.search(opening) is not None and end - start > 1


def is_customer_honorific(document: Document, end: int) -> bool:
    """Whether the name is followed by 様, which no company writes of its own people."""
    return (
        re.match(r"[ ]?(?:様(?![々子式相態])|さま|殿(?![堂下]))", document.text[end : end + 4])
        is not None
    )


def by_customer(document: Document, start: int) -> bool:
    """Whether the words before say that this person belongs to another company."""
    opening = document.text[max(0, start - 32) : start]
    if _COMPANY_BEFORE.search(opening):
        return True
    names = document.context.terms.customer_company
    return any(name and name in opening for name in names)
