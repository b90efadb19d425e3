"""Findings as reviewers work through them: one card for the same words, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from syndicate.i18n import Text, _
from syndicate.models import Channel, Release
from syndicate.privacy.findings import Kind, Severity
from syndicate.process import Situation
from syndicate.services import consents, findings, scans
from syndicate.services.findings import FindingView
from syndicate.web.fields import Option
from syndicate.web.templating import name
from syndicate.web.words import NAME_FORMS, RESOLUTIONS, SURFACES

KINDS: dict[str, Text] = {
    Kind.PERSON_EMPLOYEE: _("Colleague's name"),
    Kind.PERSON_EXTERNAL: _("Name of somebody outside"),
    Kind.MINOR: _("A child"),
    Kind.HANDLE: _("User name"),
    Kind.EMAIL: _("E-mail address"),
    Kind.PHONE: _("Telephone number"),
    Kind.ADDRESS: _("Address"),
    Kind.PRECISE_LOCATION: _("Exact place"),
    Kind.MY_NUMBER: _("My Number"),
    Kind.CARD: _("Card number"),
    Kind.BANK: _("Bank account"),
    Kind.EMPLOYEE_ID: _("Employee number"),
    Kind.GOVERNMENT_ID: _("Official number"),
    Kind.DATE_OF_BIRTH: _("Date of birth"),
    Kind.SPECIAL_CATEGORY: _("Health, belief or other sensitive matter"),
    Kind.SMALL_COUNT: _("Number so small that it names people"),
    Kind.INTERNAL_URL: _("Internal link"),
    Kind.PRIVATE_IP: _("Internal network address"),
    Kind.SECRET: _("Password or key"),
    Kind.CODENAME: _("Code name"),
    Kind.CUSTOMER_COMPANY: _("Customer's name"),
    Kind.UNRELEASED_FIGURE: _("Figure that is not public"),
    Kind.QUOTE: _("Somebody's words"),
    Kind.INVISIBLE: _("Invisible characters"),
    Kind.FACE: _("Face"),
    Kind.IMAGE_TEXT: _("Text in an image"),
    Kind.CHECK_FAILED: _("Could not be checked"),
}
SEVERITIES: dict[str, tuple[Text, str, str]] = {
    Severity.BLOCK: (_("Must be resolved"), "alert", "bad"),
    Severity.WARN: (_("Look at this"), "eye", "warn"),
    Severity.INFO: (_("For information"), "info", "quiet"),
}
"""The word, the icon and the tone of a severity."""


@dataclass
class Card:
    """The same words found once or more."""

    number: int
    words: str
    views: list[FindingView] = field(default_factory=list)
    places: list[Text] = field(default_factory=list)

    @property
    def first(self) -> FindingView:
        """Stands for all: kind, severity and message are the same."""
        return self.views[0]

    @property
    def open(self) -> bool:
        """Whether a person still has to do something about one of them."""
        return any(view.open for view in self.views)

    @property
    def blocks(self) -> bool:
        """Whether one of them must be resolved before release."""
        return any(view.blocks for view in self.views)

    @property
    def label(self) -> Text | str:
        """What kind of thing it is."""
        return KINDS.get(self.first.row.kind, self.first.row.kind)

    @property
    def severity(self) -> tuple[Text, str, str]:
        """Word, icon and tone."""
        return SEVERITIES[self.first.row.severity]

    @property
    def decided(self) -> Text | None:
        """What was decided, if anything was."""
        resolution = self.first.resolution
        if resolution is not None:
            return RESOLUTIONS[resolution.kind]
        return _("Their own consent covers it") if self.first.consent else None


@dataclass(frozen=True)
class Stretch:
    """A run of a text; `card` is set where it was found."""

    text: str
    card: Card | None = None


@dataclass(frozen=True)
class MarkedText:
    """One text of a payload with what was found in it."""

    label: Text | str
    stretches: Sequence[Stretch]


@dataclass(frozen=True)
class Sheet:
    """Everything a reader will see at one channel."""

    channel: Channel
    texts: Sequence[MarkedText]


@dataclass(frozen=True)
class Review:
    """The findings of a release as cards, and its texts with the findings marked."""

    cards: Sequence[Card] = ()
    sheets: Sequence[Sheet] = ()


def review(situation: Situation) -> Review:
    """Cards open and blocking first; reviewers read all texts, not only those with findings."""
    release = situation.release
    if release is None:
        return Review()
    surfaces = scans.surfaces_of(situation, release)
    places = {
        payload.id: situation.session.get_one(Channel, payload.channel_id)
        for payload, _texts in surfaces
    }
    texts = {
        (payload.id, surface.name): surface.text for payload, found in surfaces for surface in found
    }
    cards = _cards(situation, release, texts, places)
    spans = _spans(cards)
    sheets = [
        Sheet(
            places[payload.id],
            [
                MarkedText(_label(s.name), _stretches(s.text, spans.get((payload.id, s.name), [])))
                for s in found
            ],
        )
        for payload, found in surfaces
    ]
    return Review(cards, sheets)


Spans = dict[tuple[str, str], list[tuple[int, int, Card]]]


def _cards(
    situation: Situation,
    release: Release,
    texts: Mapping[tuple[str, str], str],
    places: Mapping[str, Channel],
) -> list[Card]:
    zone = situation.toolbox.settings.time_zone
    grouped: dict[tuple[str, str], Card] = {}
    for view in findings.for_release(situation.session, release, situation.now, zone):
        row = view.row
        words = texts.get((row.payload_id, row.surface), "")[row.start : row.end]
        card = grouped.setdefault((row.kind, words or row.id), Card(0, words or row.quote_masked))
        card.views.append(view)
        channel, label = places[row.payload_id].title, _label(row.surface)
        place = _("%(channel)s: %(text)s", channel=channel, text=label)
        if place not in card.places:
            card.places.append(place)
    ordered = sorted(grouped.values(), key=_urgency)
    for number, card in enumerate(ordered, 1):
        card.number = number
    return ordered


def _urgency(card: Card) -> tuple[bool, int]:
    return not card.open, -Severity(card.first.row.severity).weight


def _label(surface: str) -> Text | str:
    """`tag 2` as “Tag 2”."""
    base, _space, number = surface.partition(" ")
    known = SURFACES.get(base)
    if known is None:
        return surface
    return _("%(text)s %(number)s", text=known, number=number) if number else known


def _spans(cards: Iterable[Card]) -> Spans:
    spans: Spans = {}
    for card in cards:
        for row in (view.row for view in card.views):
            spans.setdefault((row.payload_id, row.surface), []).append((row.start, row.end, card))
    return spans


def _stretches(text: str, spans: list[tuple[int, int, Card]]) -> list[Stretch]:
    """`text` cut at the spans; where two overlap, the later one begins where the first ends."""
    pieces, at = [], 0
    for start, end, card in sorted(spans, key=lambda span: (span[0], -span[1])):
        begin = max(start, at)
        if begin > at:
            pieces.append(Stretch(text[at:begin]))
        if end > begin:
            pieces.append(Stretch(text[begin:end], card))
            at = end
    if at < len(text):
        pieces.append(Stretch(text[at:]))
    return pieces


def consents_on_file(situation: Situation) -> list[Option]:
    """The yeses a resolution may rest on, to choose from."""
    today = consents.today_in(situation.toolbox.settings.time_zone, situation.now)
    valid = consents.for_others(situation.session, situation.story, today).values()
    return [("", "–")] + [
        (c.id, _("%(name)s: %(form)s", name=name(c.person), form=NAME_FORMS[c.name_form]))
        for c in valid
    ]
