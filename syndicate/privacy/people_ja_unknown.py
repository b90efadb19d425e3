"""People in Japanese text who are not in the directory."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.privacy.document import Document, Person
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.lexicon import word_list
from syndicate.privacy.people_ja_edges import (
    TITLES,
    addressed_before,
    by_customer,
    is_customer_honorific,
)
from syndicate.privacy.people_ja_lists import (
    endings,
    everyday,
    families,
    is_family,
    is_foreign,
    is_given,
    is_katakana_name,
    is_plain_family,
)
from syndicate.privacy.scripts import HIRAGANA, KANJI, KATAKANA, is_kanji

EXTERNAL = "person_external"
_HON = (
    r"(?:さん(?!ま(?!で|た|っ)|ぽ)|さま|様(?![々子式相態])|氏(?![名族神])|君(?![主が代])|"
    r"くん(?!れん)|クン|ちゃん(?!と)|チャン(?![スネ]))"
)
_HON_AFTER_KATAKANA = _HON.replace("|クン", "").replace("|チャン(?![スネ])", "")
_KANJI_ADDRESSED = re.compile(
    rf"(?P<run>[{KANJI}]{{1,10}})(?P<given>[ ][{KANJI}{HIRAGANA}{KATAKANA}]{{1,5}}?|"
    rf"[{HIRAGANA}]{{2,4}}?)?(?:\*{{1,3}}|_{{1,2}})?[ ]?"
    rf"(?P<hon>{_HON}|先生|殿(?![堂下])|先輩|女史|(?<![様氏])ご?夫妻|両[名氏]|{TITLES})"
)
_KATAKANA_ADDRESSED = re.compile(
    rf"(?<![{KATAKANA}・=])(?P<name>[{KATAKANA}]{{2,14}}(?:[・= "
    rf"][{KATAKANA}]{{1,14}}){{0,3}})[ ]?(?P<hon>{_HON_AFTER_KATAKANA}|先生|"
    rf"(?:{TITLES}))"
)
_HIRAGANA_ADDRESSED = re.compile(
    rf"(?<![{HIRAGANA}{KANJI}{KATAKANA}])(?P<name>[{HIRAGANA}]{{2,4}}?)"
    rf"(?P<hon>さん(?!ま(?!で|た|っ)|ぽ)|ちゃん(?!と)|くん(?!れん))"
)
_WHOLE = re.compile(rf"(?<![{KANJI}])[{KANJI}]{{3,6}}(?![{KANJI}{KATAKANA}])")
_SPACED = re.compile(
    rf"(?<![{KANJI}])(?P<family>[{KANJI}]{{1,4}})[ "
    rf"](?P<given>[{KANJI}]{{1,3}}(?![{KANJI}{KATAKANA}])"
    rf"|[{KATAKANA}]{{2,5}}(?![{KATAKANA}])|(?!です|でし|から|まで|より|によ|という|として)"
    rf"[{HIRAGANA}]{{2,4}}?(?=[がはもとにのをへ"
    rf"、。」』)\n]|さん|氏|くん|ちゃん|様|から|$))"
)
_BARE = re.compile(
    rf"(?:(?<![{KANJI}])|(?<=昨日|今日|本日|先日|先週|今朝|毎朝|午後|午前|今週|来週|明日))"
    rf"(?P<run>(?!昨日|今日|本日|先日|先週|今朝|毎朝|午[前後]|[今来]週|明日)[{KANJI}]{{2,4}})(?=が|は|も|と|に|から|まで|より|へ|です|でした|いわく|によ[るれ]|という|らが|たち|の話では|"
    r"\([^()\n]{0,10}(?:部|課|室|支店|支社|年目|新卒|中途|担当|妻|夫|[0-9]期|開発|営業|"
    r"総務|人事|経理|広報|企画|製造|品質|法務|購買|情シス)\))"
)
_KANA_GIVEN = re.compile(
    rf"(?<![{KANJI}])(?P<family>[{KANJI}]{{1,4}})(?P<given>[{HIRAGANA}]{{3,5}}?)"
    rf"(?=[がはもとにのをへや、。・,)」』\n]|から|まで|です|さん|氏|くん|ちゃん|様|$)"
)
_KATAKANA_WHOLE = re.compile(
    rf"(?<![{KATAKANA}・=])(?P<name>[{KATAKANA}]{{2,14}}(?:[・=][{KATAKANA}]{{2,14}}){{1,2}})"
    rf"(?![{KATAKANA}{KANJI}・=])"
)
_CREDITED = re.compile(rf"(?<=[:/ =・])(?P<run>[{KANJI}]{{2,4}})(?=[ 、。,()\n]|$)")
_TRADES = frozenset("者員家師生長屋手主係役方達社会店士職客班組課部室側業県市町村国所院館寺")
_TITLE_ONLY = re.compile(rf"(?:先生|殿|先輩|{TITLES})")


def find_unknown(document: Document) -> Iterator[Person]:
    """By honorific, by title after a family name, and by family and given name together."""
    yield from _addressed_kanji(document)
    for match in _KATAKANA_ADDRESSED.finditer(document.text):
        titled = _TITLE_ONLY.fullmatch(match["hon"]) and "・" not in match["name"]
        if not _is_role(match["name"]) and (not titled or is_katakana_name(match["name"])):
            yield addressed_person(document, *match.span("name"), match.end("name"))
    for match in _HIRAGANA_ADDRESSED.finditer(document.text):
        if match["name"] not in word_list("not_people_ja"):
            yield Person(*match.span("name"), EXTERNAL, "alone", Likelihood.UNLIKELY)
    yield from _whole_names(document)
    for match in _BARE.finditer(document.text):
        if _is_frequent(document, match):
            yield Person(*match.span("run"), EXTERNAL, "alone", Likelihood.UNLIKELY)
    for match in _CREDITED.finditer(document.text):
        if _is_frequent(document, match) and addressed_before(document, *match.span("run")):
            yield Person(*match.span("run"), EXTERNAL, "alone", Likelihood.POSSIBLE)


def _is_frequent(document: Document, match: re.Match[str]) -> bool:
    """Whether a run is a frequent family name and nothing else."""
    return is_plain_family(document.key[slice(*match.span("run"))])


def addressed_person(document: Document, start: int, end: int, honorific_at: int) -> Person:
    """Somebody in front of an honorific at `honorific_at`."""
    customer = is_customer_honorific(document, honorific_at) or by_customer(document, start)
    name = document.text[start:end]
    listed = _is_listed(document.key[start:end], name)
    variant = "customer" if customer else "addressed" if listed else "alone"
    words = tuple(part for part in re.split(r"[ ・=]", document.key[start:end]) if part)
    whole = "".join(words) if len(words) > 1 else ""
    return Person(start, end, EXTERNAL, variant, Likelihood.LIKELY, words=words[:2], whole=whole)


def _is_listed(key: str, name: str) -> bool:
    """Whether some list has the name, or a part of it: トヨタさん and 農協さん may be firms."""
    if key in everyday() and key not in families():
        return False
    parts = [part for part in re.split(r"[ ・=]", name) if part]
    if len(parts) > 1 or is_family(key) or is_given(key) or _split(key) is not None:
        return True
    if _KATAKANA_ONLY.fullmatch(name):
        return is_foreign(name) or key in word_list("names_katakana")
    mixed = key[0] <= "ゖ" and key[-1] in "子江代美恵枝乃世"  # たか子
    return mixed or any(is_family(key[:length]) for length in (2, 3))


_KATAKANA_ONLY = re.compile(rf"[{KATAKANA}]+")


def _addressed_kanji(document: Document) -> Iterator[Person]:
    for match in _KANJI_ADDRESSED.finditer(document.text):
        start = _name_start(document.key, match)
        if start is not None:
            end = match.end("given") if match["given"] else match.end("run")
            yield addressed_person(document, start, end, end)
        elif match["given"] and is_plain_family(document.key[slice(*match.span("given"))].strip()):
            start = match.start("given") + 1
            yield addressed_person(document, start, match.end("given"), match.end("given"))


def _name_start(key: str, match: re.Match[str]) -> int | None:
    """Where in the run of kanji before an honorific the name begins; None for no name."""
    begin, end = match.span("run")
    run = key[begin:end]
    if match["hon"].startswith("様") and run in word_list("not_people_ja"):
        return None
    if match["given"]:
        return _family_at_end(run, begin)
    if (start := _family_at_end(run, begin)) is not None:
        before = run[: start - begin]
        rare = len(run) <= _LONGEST_FAMILY and before and not _is_role(before)
        return begin if rare else start
    for length in range(min(len(run), 7), 2, -1):
        if _split(run[-length:]):
            return end - length
    if _TITLE_ONLY.fullmatch(match["hon"]) or _is_role(run):
        return None
    long = len(run) > _LONGEST_UNKNOWN and not _ends_in_given(run)
    return None if long else begin


def _ends_in_given(run: str) -> bool:
    """Whether a long run of kanji ends like a whole name: 能登屋清兵衛."""
    return len(run) <= _LONGEST_WHOLE and any(
        run[-length:] in word_list("given_ja") for length in (2, 3)
    )


_LONGEST_UNKNOWN = 3
"""A run of so many kanji before さん is taken for a name although no list has it."""
_LONGEST_WHOLE = 6
_LONGEST_FAMILY = 4
"""勅使河原: a run of so many kanji is one family name, though 河原 is one too."""


def _family_at_end(run: str, begin: int) -> int | None:
    """The start of the longest family name at the end of `run`."""
    for length in range(min(len(run), _LONGEST_FAMILY), 0, -1):
        word = run[-length:]
        if is_family(word) and (length > 1 or len(run) == 1):
            return begin + len(run) - length
    return None


def _split(name: str) -> tuple[str, str] | None:
    """`name` as a family name and a given name; a rare one needs a given name that is listed."""
    for length in range(min(len(name) - 1, 4), 1, -1):
        family, given = name[:length], name[length:]
        listed = given in word_list("given_ja") and given not in word_list("not_given_ja")
        if family in families() and (listed or _is_given(given)):
            return family, given
        short = len(given) == 1 and given not in everyday() and _is_given(given)
        if (listed or short) and family in word_list("surnames_ja_rare"):
            return family, given
    return None


def _is_given(given: str) -> bool:
    return (
        1 <= len(given) <= 3
        and given[-1] in word_list("given_ja_ends")
        and given not in word_list("not_given_ja")
        and not given.endswith(endings("not_given_ja"))
    )


def _is_role(word: str) -> bool:
    """Whether a word names a trade or a relation and not a person."""
    listed = word_list("not_people_ja")
    if word in listed or (word[-1] in _TRADES and not _may_be_name(word)):
        return True
    return word.endswith(endings("not_people_ja"))


def _may_be_name(word: str) -> bool:
    """桐生, 古屋: two kanji of which the second also ends the names of trades."""
    return len(word) == _SHORT_FAMILY and word[-1] in "生屋館寺村所山" and is_kanji(word[0])


_SHORT_FAMILY = 2


def _whole_names(document: Document) -> Iterator[Person]:
    """Family and given name in a row, without honorific."""
    for match in _WHOLE.finditer(document.text):
        name = document.key[slice(*match.span())]
        if split := _split(name):
            yield _named(match.span(), split[0], name, Likelihood.POSSIBLE)
    for match in _spaced(document):
        family, given = (document.key[slice(*match.span(part))] for part in ("family", "given"))
        kanji_given = re.match(f"[{KANJI}]", match["given"]) is not None
        rare = is_family(family) and len(family) > 1 and (is_given(given) or _is_given(given))
        if rare or (
            family in families() and (_is_given(given) if kanji_given else len(family) > 1)
        ):
            yield _named(match.span(), family, family + given, Likelihood.LIKELY)
    for match in _KANA_GIVEN.finditer(document.text):
        family, given = (document.key[slice(*match.span(part))] for part in ("family", "given"))
        listed = is_given(given) or given in everyday()
        if listed and len(family) > 1 and is_family(family) and family not in everyday():
            yield _named(match.span(), family, family + given, Likelihood.POSSIBLE)
    for match in _KATAKANA_WHOLE.finditer(document.text):
        parts = re.split("[・=]", document.key[slice(*match.span("name"))])
        names = re.split("[・=]", match["name"])
        known = all(map(is_foreign, names)) or any(
            is_foreign(name) and len(name) > _SHORT_FAMILY for name in names
        )
        if known or any(part in word_list("names_katakana") for part in parts):
            yield _named(match.span("name"), parts[-1], "".join(parts), Likelihood.POSSIBLE)


def _spaced(document: Document) -> Iterator[re.Match[str]]:
    """Two words side by side; the second of a pair may begin the next: 発表者 高梨 圭."""
    at = 0
    while match := _SPACED.search(document.text, at):
        yield match
        at = match.start("given") if is_family(match["given"]) else match.end()


def _named(span: tuple[int, int], family: str, whole: str, sure: Likelihood) -> Person:
    return Person(*span, EXTERNAL, "full_name", sure, words=(family,), whole=whole)
