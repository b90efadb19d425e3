"""Questions to the lists of Japanese names."""

from __future__ import annotations

from functools import cache

from syndicate.privacy.lexicon import word_list


@cache
def families() -> frozenset[str]:
    """Frequent family names."""
    return word_list("surnames_ja")


@cache
def everyday() -> frozenset[str]:
    """Names that are also ordinary words or places."""
    return word_list("names_ambiguous")


@cache
def endings(name: str) -> tuple[str, ...]:
    """The words of a list that are longer than one character, to ask whether a word ends so."""
    return tuple(word for word in word_list(name) if len(word) > 1)


def is_family(word: str) -> bool:
    """Whether `word` is a family name of the country, frequent or rare."""
    return word in families() or any(
        word in word_list(f"surnames_ja_{name}") for name in ("usual", "rare", "more")
    )


def is_plain_family(word: str) -> bool:
    """Whether `word` is a family name and hardly anything else."""
    return (word in families() and word not in everyday()) or word in word_list("surnames_ja_usual")


def is_given(word: str) -> bool:
    """Whether `word` is a given name and nothing that firms are called."""
    listed = word in word_list("given_ja") or word in word_list("given_ja_more")
    return listed and word not in word_list("not_given_ja")


def is_katakana_name(name: str) -> bool:
    """Whether a word in katakana is a given name from abroad."""
    return name in word_list("given_katakana")


def is_foreign(name: str) -> bool:
    """Whether a word in katakana is a given or family name from abroad."""
    return is_katakana_name(name) or name in word_list("names_katakana_more")


def is_place(word: str) -> bool:
    """Whether a family name is first of all a town or a province."""
    return word in word_list("places_ja")
