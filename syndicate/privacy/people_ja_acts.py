"""What people do, in Japanese: it makes a name of a word that is also a place or a thing."""

from __future__ import annotations

import re

from syndicate.privacy.document import Document

_ACTS = re.compile(
    r"(?:(?:が|は|も)[^。\n]{0,12}?(?:提案|発表|登壇|まとめ|歌[いっう]|弾[いき]|異動|笑[いっう]|説明|担当|話し|話す|"
    r"語[りっる]|言[いっう]|作っ|作り|書い|書き|司会|入社|退職|転勤|出張|教え|手伝|報告|走っ|焼い|率い|引き継|"
    r"泣い|叫ん|挑戦|受賞|優勝|結婚|着任|就任|発案|提出|直し|修正|気づ|気付|驚|喜[びん])"
    r"|に(?:相談|聞い|聞く|お願い|頼[みん]|教わ|任せ|連絡|伝え|渡し|譲)"
    r"|まで(?:[。、\n]|$|ご?連絡|お願い|ご?一報|どうぞ)|と(?:申し|組[みん]|話し|相談)"
    r"|の(?:発表|提案|アイデア|アイディア|おかげ|発案|企画|資料|報告|司会|講演|一言|席|机|隣の席|誕生日))"
)
_TASK_BEFORE = re.compile(
    r"(?:司会|撮影|進行|担当|幹事|講師|書記|受付|音響|料理|主催|発案者?|優勝|MVP|作者|著者|リーダー|"
    r"店長|責任者|発表者?|窓口|相手)は$"
)
_WHO_DID = re.compile(
    r"(?:(?:発表|質問|提案|説明|案内|撮影|受賞|司会|登壇|執筆|担当|紹介)(?:した|する|してくれた)|"
    r"(?:作っ|書い|撮っ|描い|話し|教えてくれ|助けてくれ|答え|歌っ|笑っ|泣い|言っ|語っ|直し)た|"
    r"預かる|率いる|教える|話す|勤める|務める)のは[ 、]?$"
)
_DONE = re.compile(r"(?:です|でした|だった|だ|さん|[。、!\n]|$)")
_PART_OF_NAME = re.compile(r"[一-龯々ァ-ヶー][ ・]$")
"""A family name before: it is the whole name then, and another rule's."""


def acts(document: Document, start: int, end: int) -> bool:
    """Whether what stands around `[start, end)` is said of people."""
    if _PART_OF_NAME.search(document.text[max(0, start - 2) : start]):
        return False
    if _TASK_BEFORE.search(document.text[max(0, start - 8) : start]):
        return True
    if _WHO_DID.search(document.text[max(0, start - 14) : start]):
        return _DONE.match(document.text, end) is not None
    return _ACTS.match(document.text, end) is not None
