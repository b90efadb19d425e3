"""Findings as reviewers work through them: one card for the same words, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from syndicate.i18n import Text, _
from syndicate.models import Channel, Release, User
from syndicate.privacy.findings import Operator, Severity
from syndicate.process import Situation
from syndicate.rendering.post import ImageRef
from syndicate.services import consents, findings, looks, redactions, scans, suppressions
from syndicate.services.findings import FindingView
from syndicate.web.fields import Option
from syndicate.web.finding_context import Context, context_of
from syndicate.web.finding_words import KINDS, LEAVE_PICTURE_OUT, LIKELIHOODS, SEVERITIES, WAYS
from syndicate.web.templating import name
from syndicate.web.words import NAME_FORMS, RESOLUTIONS, SURFACES


@dataclass(frozen=True)
class Way:
    """One way to take a finding out, and what would stand there."""

    operator: Operator
    label: Text
    words: str


@dataclass
class Card:
    """The same words found once or more."""

    number: int
    words: str
    views: list[FindingView] = field(default_factory=list)
    places: list[Text] = field(default_factory=list)
    ways: Sequence[Way] = ()
    is_new: bool = False
    context: Context | None = None
    """The sentence it stands in, where there is more of it than the words."""
    image: ImageRef | None = None
    """The picture it was found in, if it was."""
    box: MarkedBox | None = None
    record: tuple[int, int] | None = None
    """How often people judged this rule, and how often it was a false alarm."""

    @property
    def likelihood(self) -> Text:
        """How sure the scan is, in a word."""
        return LIKELIHOODS[max(1, round(self.first.row.confidence * 5))]

    @property
    def person(self) -> User | None:
        """Who marked it, where the scan did not."""
        return self.first.row.by

    @property
    def may_be_suppressed(self) -> bool:
        """Whether the company may stop being asked about these words."""
        return findings.may_be_suppressed(self.first.row)

    @property
    def may_be_justified(self) -> bool:
        """Whether a reason is enough to keep it."""
        return findings.kind_of(self.first.row) not in findings.NEVER_JUSTIFIED

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
            return (
                _("The consent no longer covers it")
                if self.first.lapsed
                else RESOLUTIONS[resolution.kind]
            )
        if self.first.suppression is not None:
            return _("A false alarm for the whole company")
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
    payload_id: str
    surface: str


@dataclass(frozen=True)
class MarkedBox:
    """A region of a picture, in its pixels."""

    card: Card
    x: int
    y: int
    w: int
    h: int


@dataclass(frozen=True)
class MarkedPicture:
    """One picture of the release with what was found in it."""

    image: ImageRef
    boxes: Sequence[MarkedBox]


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
    pictures: Sequence[MarkedPicture] = ()

    @property
    def new(self) -> int:
        """How many cards the reader has not seen before."""
        return sum(card.is_new for card in self.cards)


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
                MarkedText(
                    _label(s.name),
                    _stretches(s.text, spans.get((payload.id, s.name), [])),
                    payload.id,
                    s.name,
                )
                for s in found
            ],
        )
        for payload, found in surfaces
    ]
    return Review(cards, sheets, _pictures(release, cards))


def _pictures(release: Release, cards: Sequence[Card]) -> list[MarkedPicture]:
    """Every picture once, however many channels show it."""
    images = {
        image["sha256"]: ImageRef(**image)
        for payload in release.payloads
        for image in payload.images
    }
    boxes: dict[str, list[MarkedBox]] = {}
    for card in cards:
        row = card.first.row
        if row.image_sha256 and row.box:
            card.image = image = images[row.image_sha256]
            x, y, w, h = row.box
            edges = (
                round(part * side)
                for part, side in zip((x, y, w, h), (image.width, image.height) * 2, strict=True)
            )
            card.box = box = MarkedBox(card, *edges)
            boxes.setdefault(row.image_sha256, []).append(box)
    return [MarkedPicture(image, boxes.get(sha256, [])) for sha256, image in images.items()]


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
        text = texts.get((row.payload_id, row.surface), "")
        words = text[row.start : row.end]
        alike = row.fingerprint if row.image_sha256 else words or row.id
        card = grouped.setdefault((row.kind, alike), Card(0, words or row.quote_masked))
        card.context = card.context or context_of(text, row.start, row.end)
        card.views.append(view)
        channel, label = places[row.payload_id].title, _label(row.surface)
        place = _("%(channel)s: %(text)s", channel=channel, text=label)
        if place not in card.places:
            card.places.append(place)
    ordered = sorted(grouped.values(), key=_urgency)
    record = suppressions.record_of_rules(
        situation.session, {card.first.row.rule for card in ordered}
    )
    for number, card in enumerate(ordered, 1):
        card.number = number
        card.record = record.get(card.first.row.rule)
    _say_what_is_new(situation, release, ordered)
    return ordered


def _say_what_is_new(situation: Situation, release: Release, cards: Sequence[Card]) -> None:
    user = situation.actor.user
    known = looks.known_before(situation.session, release, user.id) if user else None
    for card in cards:
        card.is_new = known is not None and any(
            Severity(view.row.severity).weight > known.get(view.row.fingerprint, -1)
            for view in card.views
        )


def add_ways(situation: Situation, review: Review) -> None:
    """Say for each open card how it may be taken out."""
    if situation.release is None:
        return
    again = redactions.Again(situation, situation.release)
    for card in review.cards:
        row = card.first.row
        card.ways = [
            Way(
                operator,
                LEAVE_PICTURE_OUT
                if row.image_sha256 and operator is Operator.REMOVE
                else WAYS[operator],
                words,
            )
            for operator, words in redactions.ways_out(again, row)
        ]


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
        for row in (view.row for view in card.views if view.row.image_sha256 is None):
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
