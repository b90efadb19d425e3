"""Compare what a scan finds in posts with what a careful reader marked.

`python -m tests.unit.privacy.scoring` writes the report of all sets. A span counts as found when
at least half of its characters lie in findings of its kind, a finding counts as right likewise;
findings that are only for information count neither way.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from syndicate.privacy.findings import Finding, Severity
from syndicate.privacy.scan import Status, scan_text

from .samples import BLIND, HELD_OUT, HERE, POSTS, Gold, Sample, company, read_samples

PEOPLE = ("person_employee", "person_external")
#: Kinds that do not block: a missed one lets nothing out that a person had to stop.
WARNING = {"handle", "quote", "invisible", "small_count", "unreleased_figure"}
REPORT = HERE / "scores.md"
Span = tuple[int, int]


@dataclass
class Score:
    """Marks and findings counted; names of people are kept apart from all other kinds."""

    marked: int = 0
    found: int = 0
    shown: int = 0
    right: int = 0

    @property
    def recall(self) -> float:
        return self.found / self.marked if self.marked else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.shown if self.shown else 1.0

    @property
    def f2(self) -> float:
        both = 4 * self.precision + self.recall
        return 5 * self.precision * self.recall / both if both else 0.0


@dataclass
class Tally:
    """The scores of one set in one language."""

    posts: int = 0
    clean: int = 0
    kinds: dict[str, Score] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    posts_missing: int = 0
    false_blocks: int = 0

    def of(self, kind: str) -> Score:
        return self.kinds.setdefault(kind, Score())

    @property
    def missing(self) -> str:
        """How many posts have a missed blocking span, and how often that is."""
        return f"{self.posts_missing} ({self.posts_missing / self.posts:.1%})"

    def over(self, kinds: Iterable[str]) -> Score:
        """The scores of `kinds` added up."""
        total = Score()
        for kind in kinds:
            one = self.of(kind)
            total.marked += one.marked
            total.found += one.found
            total.shown += one.shown
            total.right += one.right
        return total


def covered(start: int, end: int, spans: Iterable[Span]) -> bool:
    """Whether at least half of `[start, end)` lies in `spans`."""
    inside = {at for left, right in spans for at in range(max(start, left), min(end, right))}
    return len(inside) * 2 >= end - start


def missed(sample: Sample, found: Sequence[Finding]) -> list[Gold]:
    """What had to be found in `sample` and was not."""
    return [
        gold
        for gold in sample.gold
        if not gold.optional
        and not covered(
            gold.start, gold.end, [(f.start, f.end) for f in found if f.kind == gold.kind]
        )
    ]


def extra(sample: Sample, found: Sequence[Finding]) -> list[Finding]:
    """What was found in `sample` and nobody had marked."""
    return [
        one
        for one in found
        if not covered(
            one.start, one.end, [(g.start, g.end) for g in sample.gold if g.kind == one.kind]
        )
    ]


def read(sample: Sample) -> list[Finding]:
    """The findings in `sample` that ask for something. Raises when a rule failed."""
    result = scan_text(sample.text, context=company())
    if result.status is not Status.OK:
        raise RuntimeError(sample.name, result.failed)
    return [one for one in result.findings if one.severity is not Severity.INFO]


def tally(samples: Iterable[Sample]) -> Tally:
    """Every sample scanned and counted."""
    total = Tally()
    for sample in samples:
        found = read(sample)
        not_found = missed(sample, found)
        wrong = extra(sample, found)
        total.posts += 1
        total.posts_missing += any(gold.kind not in WARNING for gold in not_found)
        if not sample.gold:
            total.clean += 1
            total.false_blocks += sum(one.severity is Severity.BLOCK for one in wrong)
        for gold in sample.gold:
            total.of(gold.kind).marked += not gold.optional
            total.of(gold.kind).found += not gold.optional and gold not in not_found
        for one in found:
            total.of(one.kind).shown += 1
            total.of(one.kind).right += one not in wrong
        here = f"{sample.language}/{sample.name}"
        total.missed += [f"{here} {g.kind}: {sample.text[g.start : g.end]}" for g in not_found]
        total.extra += [f"{here} {f.rule}: {sample.text[f.start : f.end]}" for f in wrong]
    return total


def sets() -> Iterator[tuple[str, str, Tally]]:
    """(set, language, tally) of all posts there are."""
    folders = (("blind", BLIND), ("held out", HELD_OUT), ("used for the rules", POSTS))
    for name, folder in folders:
        samples = read_samples(folder)
        for language in ("en", "ja"):
            yield name, language, tally(one for one in samples if one.language == language)


def rows(total: Tally) -> Iterator[tuple[str, Score]]:
    """What a table shows: sums, then each kind."""
    yield "people, either kind", total.over(PEOPLE)
    yield "everything but people", total.over(k for k in list(total.kinds) if k not in PEOPLE)
    yield from sorted(total.kinds.items())


def report() -> str:
    """All sets in both languages, as a Markdown page."""
    lines = ["# Scores of the privacy scan", "", (__doc__ or "").split("\n\n")[1].strip(), ""]
    for name, language, total in sets():
        lines += [
            f"## {name.capitalize()}, {language}",
            "",
            f"{total.posts} posts, {total.clean} of them clean.",
            f"Posts with a missed blocking span: {total.missing}.",
            f"False blocking findings on clean posts: {total.false_blocks}.",
            "",
            "| kind | marked | recall | precision | F2 |",
            "|---|---:|---:|---:|---:|",
        ]
        lines += [
            f"| {name} | {s.marked} | {s.recall:.3f} | {s.precision:.3f} | {s.f2:.3f} |"
            for name, s in rows(total)
        ]
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    """Write the report; with `dev`, also say what is wrong in the set that may be looked at."""
    if sys.argv[1:] == ["dev"]:
        for language in ("en", "ja"):
            total = tally(one for one in read_samples(POSTS) if one.language == language)
            sys.stdout.write("\n".join([*total.missed, "-- extra", *total.extra, ""]))
        return
    REPORT.write_text(report(), "utf-8")


if __name__ == "__main__":
    main()
