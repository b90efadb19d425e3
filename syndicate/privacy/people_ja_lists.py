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
        word in word_list(f"surnames_ja_{name}") for name in ("rare", "more")
    )


def is_given(word: str) -> bool:
    """Whether `word` is a given name and nothing that firms are called."""
    return word in word_list("given_ja") and word not in word_list("not_given_ja")


def is_katakana_name(name: str) -> bool:
    """Whether a word in katakana is a given name from abroad."""
    return name in word_list("given_katakana")
