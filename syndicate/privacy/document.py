"""A text as the recognisers see it: folded, cut into sentences, with its cue words and people."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from syndicate.privacy.context import ScanContext
from syndicate.privacy.findings import Likelihood
from syndicate.privacy.fold import Mapped, fold, name_key
from syndicate.privacy.lexicon import Cues, find_cues
from syndicate.privacy.links import Url, find_urls

_SENTENCE_END = re.compile(
    r"[。！？\n]|[!?](?=[ \n」』)]|$)|(?<!Mr)(?<!Ms)(?<!Dr)(?<!Mrs)(?<!St)(?<!No)(?<!Prof)"
    r"(?<![ (\n.][A-Z])\.(?=[ \n]|$)"
)
_JAPANESE = re.compile(r"[ぁ-ヿ一-鿿]")
_LABEL_REACH = 40
"""How far before a number its label may stand."""
_WEAK_REACH = 18
"""The same for words such as `case` or `part`, which often stand near a number by chance."""
_LABEL_AFTER = 12
"""How far after a number its label may stand."""
_NUMBER_WORD = re.compile(r"番号|(?i:(?<![a-z])(?:number|no\.|nr\.|it['’]?s|it is)(?![a-z]))")
_LABEL_BEFORE_SENTENCE = 80
"""How far before `Its number is …` the thing may be named, in the sentence before."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What a recogniser reports: a rule and a span of the folded text."""

    rule: str
    start: int
    end: int
    confidence: Likelihood = Likelihood.LIKELY
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in a text."""

    start: int
    end: int
    kind: str
    """`person_employee` or `person_external`."""
    variant: str
    """What speaks for it: the part of the rule after the dot."""
    confidence: Likelihood
    subject: str | None = None
    positions: frozenset[int] = frozenset()
    """Who in the directory it may be."""
    words: tuple[str, ...] = ()
    """Parts of the name, in comparing form, that may stand alone elsewhere."""
    whole: str = ""
    """The whole name in comparing form without spaces; empty when only a part is given."""


@dataclass(frozen=True, slots=True)
class Word:
    """One of several capitalised words in a row."""

    start: int
    end: int
    key: str
    bare: str
    """The word itself, without a possessive."""
    ends_part: bool
    """Whether a comma or a new line follows."""


@dataclass(slots=True)
class Memory:
    """What one scan has learned from any of its texts."""

    known: dict[str, Person] = field(default_factory=dict)
    """Names of people found beyond doubt, in comparing form."""
    learned: set[tuple[str, ...]] = field(default_factory=set)
    """Word by word, whom this scan has already remembered."""
    children: set[str] = field(default_factory=set)
    """Names of children, in comparing form."""


class Document:
    """One text of a scan. All offsets are into `text`, the folded form."""

    def __init__(
        self, source: Mapped, surface: str, context: ScanContext, memory: Memory, *, is_url: bool
    ) -> None:
        self.mapped = fold(source.text).over(source)
        self.text = self.mapped.text
        self.raw = source
        """The text before folding, for what folding takes away."""
        self.surface = surface
        self.context = context
        self.memory = memory
        self.is_url = is_url
        """Whether the text is the value of a link attribute."""
        self.latin_runs: list[list[Word]] | None = None
        """Capitalised words in a row; filled by `syndicate.privacy.people_en_runs`."""
        self.strong_people: list[Person] | None = None
        """People whose names speak for themselves; filled by `syndicate.privacy.people`."""
        self.children: list[tuple[int, int, int, int]] = []
        """Children and their names; filled by `syndicate.privacy.recognisers.children`."""
        self.people: list[Person] | None = None
        """Everybody; filled by `syndicate.privacy.people` when all texts were learned."""

    @cached_property
    def key(self) -> str:
        """The text in the form in which names are compared; same offsets."""
        return name_key(self.text)

    @cached_property
    def cues(self) -> Cues:
        """The lexicon's words in this text."""
        return find_cues(self.text)

    @cached_property
    def urls(self) -> list[Url]:
        """The links in this text, in order."""
        return find_urls(self.text, whole=self.is_url)

    def in_url(self, start: int) -> bool:
        """Whether `start` lies inside a link."""
        at = bisect_right(self.urls, start, key=lambda url: url.start)
        return at > 0 and start < self.urls[at - 1].end

    @cached_property
    def is_japanese(self) -> bool:
        """Whether to suggest Japanese: as the context says, else by the script."""
        if self.context.language is not None:
            return self.context.language.startswith("ja")
        return len(_JAPANESE.findall(self.text[:5000])) * 10 > min(len(self.text), 5000)

    @cached_property
    def _ends(self) -> list[int]:
        return [match.end() for match in _SENTENCE_END.finditer(self.text)]

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The span of the sentence (or sentences) that holds `[start, end)`."""
        first = bisect_right(self._ends, start)
        last = bisect_right(self._ends, max(start, end - 1))
        return (
            self._ends[first - 1] if first else 0,
            self._ends[last] if last < len(self._ends) else len(self.text),
        )

    def says(self, group: str, start: int, end: int) -> bool:
        """Whether a cue of `group` stands in the sentence of `[start, end)`."""
        return self.cues.has(group, *self.sentence(start, end))

    def near(self, group: str, start: int, end: int, reach: int) -> bool:
        """Whether a cue of `group` begins at most `reach` characters away."""
        return self.cues.has(group, max(0, start - reach), end + reach)

    def label(self, start: int, end: int) -> str | None:
        """What the text calls the number at `[start, end)`: the nearest label in its sentence.

        Labels before the number count first; the longest of those that end at one place wins.
        """
        opens, closes = self.sentence(start, end)
        if opens and not self.text[opens:start].strip():
            opens = self.sentence(opens - 1, opens - 1)[
                0
            ]  # a table: the label is a line of its own
        return self._label_beside(opens, start, end, closes) or self._label_told(opens, start)

    def _label_told(self, opens: int, start: int) -> str | None:
        """`I lost my passport. Its number is …`: the label is in the sentence before."""
        if not opens or not _NUMBER_WORD.search(self.text, opens, start):
            return None
        earlier = max(self.sentence(opens - 1, opens - 1)[0], opens - _LABEL_BEFORE_SENTENCE)
        labels = self.cues.within("label", earlier, opens)
        return labels[-1].group.removeprefix("label.") if labels else None

    def _label_beside(self, opens: int, start: int, end: int, closes: int) -> str | None:
        before: tuple[int, int, str] | None = None
        after: tuple[int, int, str] | None = None
        for cue in self.cues.within("label", max(opens, start - _LABEL_REACH), start):
            group = cue.group.removeprefix("label.")
            if group != "order" or cue.start >= start - _WEAK_REACH:
                before = max(before or (-1, 0, ""), (cue.end, cue.end - cue.start, group))
        for cue in self.cues.within("label", end, min(closes, end + _LABEL_AFTER)):
            group = cue.group.removeprefix("label.")
            after = min(after or (1 << 60, 0, ""), (cue.start, cue.start - cue.end, group))
        chosen = before or after
        return chosen[2] if chosen else None
