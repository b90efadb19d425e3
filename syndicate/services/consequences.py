"""What saving a changed text undoes: decisions and consents that were given for it as it is."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate.i18n import Text, _
from syndicate.models import Gate, GateState, Release, Revision, State, Story
from syndicate.process import GateRule, Situation
from syndicate.services import consents


def of_saving(situation: Situation, before: Revision, after: Revision) -> Iterator[Text]:
    """A sentence for each thing that no longer holds when `after` stands instead of `before`."""
    session, story = situation.session, situation.story
    if after.content_sha256 == before.content_sha256:
        return
    if story.state is not State.DRAFTING:
        yield _("The story goes back to drafting. Submit it again when you have finished.")
    if story.scheduled_at is not None:
        yield _("The planned time stays, but nothing goes out before the gates hold again.")
    release = story.release or _release_of(session, story, before)
    if release is not None:
        for rule in situation.process.gates:
            yield from _decision_lost(session, release, rule)
    yield from _people_asked(situation, before, after)
    earlier = _release_of(session, story, after)
    if earlier is not None:
        yield _(
            "This is the text of release %(number)s again: what was decided for it still holds.",
            number=earlier.number,
        )


def _decision_lost(session: Session, release: Release, rule: GateRule) -> Iterator[Text]:
    row = session.scalars(
        select(Gate).where(Gate.release_id == release.id, Gate.name == rule.name)
    ).one_or_none()
    if row is None or not rule.is_decided or row.state is GateState.RETURNED:
        return
    names = [decision.user.full_name for decision in row.decisions]
    if not names and row.state is GateState.HELD and row.decided_by is not None:
        names = [row.decided_by.full_name]
    if names:
        yield _(
            "“%(gate)s”: what %(names)s decided no longer counts. It is decided anew.",
            gate=rule.label,
            names=", ".join(names),
        )


def _people_asked(situation: Situation, before: Revision, after: Revision) -> Iterator[Text]:
    given = consents.latest(situation.session, situation.story)
    today = consents.today_in(situation.toolbox.settings.time_zone, situation.now)
    for person in situation.story.people:
        consent = given.get(person.id)
        if person.id not in after.people_ids:
            continue
        if person.id not in before.people_ids:
            yield _("%(name)s is new in the story and is asked.", name=person.full_name)
        elif (
            consent is not None
            and consents.permits(consent, today)
            and consents.covers_text(consent, before)
            and not consents.covers_text(consent, after)
        ):
            yield _(
                "%(name)s agreed to the text as it was and is asked again.", name=person.full_name
            )


def _release_of(session: Session, story: Story, revision: Revision) -> Release | None:
    """The newest release that shows this very content."""
    return session.scalars(
        select(Release)
        .join(Revision, Release.revision_id == Revision.id)
        .where(Release.story_id == story.id, Revision.content_sha256 == revision.content_sha256)
        .order_by(Release.number.desc())
        .limit(1)
    ).one_or_none()
