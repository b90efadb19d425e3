"""Postal addresses in Japanese."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Hit
from syndicate.privacy.findings import Likelihood

_PREFECTURE = (
    "(?:北海道|東京都|大阪府|京都府|(?:青森|岩手|宮城|秋田|山形|福島|茨城|栃木|"
    "群馬|埼玉|千葉|神奈川|新潟|富山|石川|福井|"
    "山梨|長野|岐阜|静岡|愛知|三重|滋賀|兵庫|奈良|和歌山|鳥取|島根|岡山|広島|山口|"
    "徳島|香川|愛媛|高知|福岡|佐賀|長崎|"
    "熊本|大分|宮崎|鹿児島|沖縄)県)"
)
_NUM = "(?:[0-9]{1,5}|[一二三四五六七八九十百〇]{1,5})"
_BLOCK = (
    rf"(?:(?:北|南|東|西)?{_NUM}条(?:東|西|南|北){_NUM}丁目(?:[ ]?{_NUM}(?:-{_NUM}){{0,2}})?"
    rf"|(?:(?:北|南|東|西)?{_NUM}条[ ]?)?{_NUM}[ ]?(?:丁目|番町|番地の?|番|号|の|-)[ ]?"
    rf"(?:{_NUM}[ ]?(?:番地?の?|号|の|-)?[ ]?){{0,4}}"
    rf"|(?<=[町里]){_NUM}(?![0-9年月日人名台件個回位%円時分歳社店校組戸万千か]))"
)
_BUILDING = (
    r"(?:[ ]?(?:[一-龯々ァ-ヶーぁ-んA-Za-z・]{1,20}(?:ビル(?:ディング)?|マンション|"
    r"タワー|ハイツ|コーポ|アパート|荘|レジデンス|"
    r"ハイム|メゾン|ヒルズ|パレス|プラザ|センター|館|寮|団地)[ ]?"
    r"|[ ]?(?:コーポ|ハイツ|メゾン|シャトー|グラン|サン)[一-龯々ァ-ヶー]{1,10}[ ]?(?=[0-9]))"
    r"?(?:[0-9]{3,4}(?![0-9A-Za-z号階]))?"
    r"(?:[0-9A-Z]{1,5}(?:号室|号棟|階|F|号)(?![0-9A-Za-z])[ ]?){0,2})?"
)
_REST = (
    r"(?:[一-龯々ヶケノァ-ヶーの之がるり○〇]{0,14}?|[一-龯々]{0,8}[下上]る[一-龯々]{0,6}|"
    r"[一-龯々]{0,3}(?![はがをにでともへやの])[ぁ-ん]{2,7}[一-龯々ァ-ヶー]{0,6})"
    r"[ ]?(?:[一-龯々ヶケノァ-ヶー]{1,8}?町)?[ ]?"
)
_JAPAN = re.compile(
    rf"(?:〒?[ ]?(?<![0-9-])[0-9]{{3}}-[0-9]{{4}}(?![0-9-])[ \n]{{0,2}})?"
    rf"(?:{_PREFECTURE}[ ]?(?:[一-龯々ヶケノァ-ヶーぁ-ん]{{1,6}}?[市区町村郡]){{1,3}}"
    rf"|(?<![一-龯々])(?:[一-龯々ヶケノ]{{1,4}}[市区]){{1,2}}(?=[一-龯々ヶケノァ-ヶー]|(?![はがをにでともへやの])[ぁ-ん]{{2}})){_REST}"
    rf"{_BLOCK}{_BUILDING}"
)
_POSTAL = re.compile(
    r"〒[ ]?[0-9]{3}-?[0-9]{4}(?![0-9])|郵便番号[ :は]{0,3}[0-9]{3}-[0-9]{4}(?![0-9])"
)


def find_addresses(document: Document) -> Iterator[Hit]:
    """Addresses down to the house, and postal codes with their mark."""
    text = document.text
    for match in _JAPAN.finditer(text):
        start, end = _trimmed(match)
        if re.search(r"[0-9一二三四五六七八九十]", match[0]) and not _is_ranking(match[0]):
            yield Hit("address.street", start, end, Likelihood.VERY_LIKELY)
    for match in _POSTAL.finditer(text):
        yield Hit("address.postal_code", *match.span(), Likelihood.LIKELY)


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), match.end() - (len(match[0]) - len(match[0].rstrip(" -の")))


def _is_ranking(address: str) -> bool:
    """`都市1位の`, `市区町村2番目`: a number that is not a house."""
    return re.search(r"[0-9]+番$", address) is not None and "丁目" not in address
