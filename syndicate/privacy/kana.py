"""How a Japanese name is written in Latin letters: every usual spelling of a reading."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

from syndicate.privacy.fold import fold, name_key

_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの",
    "h": "はひふへほ", "m": "まみむめも", "r": "らりるれろ", "g": "がぎぐげご", "z": "ざじずぜぞ",
    "d": "だぢづでど", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ",
}  # fmt: skip
_OTHERS = {
    "や": "ya",
    "ゆ": "yu",
    "よ": "yo",
    "わ": "wa",
    "ゐ": "i",
    "ゑ": "e",
    "を": "o",
    "ん": "n",
}
_PLAIN = {
    kana: row + vowel
    for row, line in _ROWS.items()
    for kana, vowel in zip(line, "aiueo", strict=True)
} | _OTHERS
_HEPBURN = {"し": "shi", "ち": "chi", "つ": "tsu", "ふ": "fu", "じ": "ji", "ぢ": "ji", "づ": "zu"}
_SMALL_Y = {"ゃ": "a", "ゅ": "u", "ょ": "o"}
_SMALL_VOWELS = {"ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}


@lru_cache(maxsize=1 << 15)
def romaji_spellings(kana: str) -> frozenset[str]:
    """Lower-case spellings of a reading: Hepburn and official, long vowels written or not.

    `さとう` gives sato, satou, satoh; a reading with other characters gives nothing.
    """
    reading = name_key(fold(kana).text)
    if not reading or not all("ぁ" <= char <= "ゖ" or char == "ー" for char in reading):
        return frozenset()
    spelled = set()
    for hepburn, lips in product((True, False), (True, False)):
        word = _spell(reading, hepburn=hepburn)
        if lips:
            word = word.replace("nm", "mm").replace("nb", "mb").replace("np", "mp")
        spelled |= _long_vowels(word)
    return frozenset(spelled)


def _spell(reading: str, *, hepburn: bool) -> str:
    table = _PLAIN | _HEPBURN if hepburn else _PLAIN
    word = ""
    double = False
    for char in reading:
        if char == "っ":
            double = True
            continue
        if char in _SMALL_Y:
            word = _contract(word, _SMALL_Y[char])
            continue
        if char in _SMALL_VOWELS:
            word = word[:-1] + _SMALL_VOWELS[char]
            continue
        part = word[-1:] if char == "ー" else table.get(char, "")
        if double and part:
            part = ("t" if part.startswith("ch") else part[0]) + part
            double = False
        word += part
    return word


def _contract(word: str, vowel: str) -> str:
    """`ki` + small ya is kya, `shi` + small ya is sha."""
    stem = word[:-1]
    return stem + vowel if stem.endswith(("sh", "ch", "j")) else f"{stem}y{vowel}"


def _long_vowels(word: str) -> set[str]:
    short = word.replace("ou", "o").replace("oo", "o").replace("uu", "u")
    with_h = word.replace("ou", "oh").replace("oo", "oh")
    return {word, short, with_h}
