"""From rows to answers."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndicate.api import answers as out
from syndicate.api.operation import Call
from syndicate.audit import NEVER_NAMED, NOT_USED
from syndicate.models import (
    Asset,
    Channel,
    Delivery,
    DeliveryKind,
    Event,
    Freeze,
    PayloadRow,
    ReceiptRow,
    Release,
    Resolution,
    Revision,
    Story,
    User,
)
from syndicate.policy import Actor, Permission, Standing, allows
from syndicate.process import Block, Situation, Step
from syndicate.services import consents, decisions
from syndicate.services.decisions import Decision
from syndicate.services.findings import FindingView
from syndicate.workflow import blocks, look, offered, state_label


def me(user: User) -> out.MeOut:
    """The caller."""
    return out.MeOut(
        id=user.id,
        email=user.email,
        name=user.full_name,
        locale=user.locale,
        time_zone=user.time_zone,
        roles=sorted(user.roles),
    )


def brief(story: Story, locale: str) -> out.StoryBrief:
    """A story in a list."""
    return out.StoryBrief(**_brief(story, locale))


def _brief(story: Story, locale: str) -> dict[str, object]:
    return {
        "id": story.id,
        "title": story.title,
        "state": story.state.value,
        "state_label": state_label(story.state).in_(locale),
        "state_since": story.state_since,
        "language": story.language,
        "slug": story.slug,
        "scheduled_at": story.scheduled_at,
    }


def story(call: Call, row: Story) -> out.StoryOut:
    """A story with steps and blocks for this caller."""
    situation = look(call.session, row, actor=call.actor, toolbox=call.kit, now=call.now)
    return out.StoryOut(
        **_brief(row, call.locale),
        version=row.version,
        process=row.process,
        source_url=row.source_post.url,
        scheduled_local=row.scheduled_local,
        scheduled_zone=row.scheduled_zone,
        merged_into=row.merged_into_id,
        people=list(_people(call, situation)),
        supporters=[nomination.user.name_in(call.locale) for nomination in row.nominations],
        revision=revision(row.latest_revision) if row.latest_revision else None,
        release=release(row.release) if row.release else None,
        live_release=release(row.live_release) if row.live_release else None,
        steps=[step(item, call.locale) for item in offered(situation)],
        blocks=[block(item, call.locale) for item in _blocks(situation)],
        links=_links(call.session, row),
    )


def _blocks(situation: Situation) -> list[Block]:
    """What is missing; of a story that is over nobody is told whose answer that is."""
    over = situation.story.state in consents.OVER
    return [
        item
        for item in blocks(situation)
        if not (over or (situation.story.state in consents.OUT and item.where == "people"))
    ]


def _people(call: Call, situation: Situation) -> Iterable[out.PersonOut]:
    today = consents.today_in(call.kit.settings.time_zone, call.now)
    given = consents.for_others(call.session, situation.story, today)
    for person in situation.story.people:
        if person.removed_at is None:
            yield out.PersonOut(
                id=person.id,
                name=person.name_in(call.locale),
                how=person.how.value,
                is_author=person.is_author,
                agreed=person.id in given,
            )


def _links(session: Session, row: Story) -> list[str]:
    query = select(ReceiptRow.permalink).where(
        ReceiptRow.story_id == row.id, ReceiptRow.gone_at.is_(None)
    )
    return list(session.scalars(query.order_by(ReceiptRow.id)))


def step(item: Step, locale: str) -> out.StepOut:
    """A step with the schema of its form."""
    return out.StepOut(
        name=item.name,
        label=item.label.in_(locale),
        primary=item.primary,
        danger=item.danger,
        form=item.form.model_json_schema(),
    )


def block(item: Block, locale: str) -> out.BlockOut:
    """A reason, in the caller's language."""
    return out.BlockOut(
        code=item.code,
        text=item.text.in_(locale),
        waits_for=item.waits_for.in_(locale) if item.waits_for else None,
        where=item.where,
    )


def revision(row: Revision) -> out.RevisionOut:
    """A version of the public content."""
    return out.RevisionOut(
        id=row.id,
        number=row.number,
        title=row.title,
        summary=row.summary,
        body=row.body,
        tags=row.tags,
        channel_texts=row.channel_texts,
        images=[
            out.ImageOut(
                asset_id=image.asset_id,
                sha256=image.asset.sha256,
                alt=image.alt,
                width=image.asset.width,
                height=image.asset.height,
                people=image.people_ids,
            )
            for image in row.images
        ],
        sha256=row.content_sha256,
        created_at=row.created_at,
    )


def release(row: Release) -> out.ReleaseOut:
    """A revision frozen for review."""
    return out.ReleaseOut(id=row.id, number=row.number, revision=row.revision_id, sha256=row.sha256)


def payload(session: Session, row: PayloadRow) -> out.PayloadOut:
    """What one channel will receive."""
    return out.PayloadOut(
        id=row.id,
        channel=session.get_one(Channel, row.channel_id).name,
        media_type=row.media_type,
        sha256=row.sha256,
        size=len(row.body),
        body=row.body.decode(),
        images=[image["sha256"] for image in row.images],
    )


def finding(view: FindingView, locale: str) -> out.FindingOut:
    """A finding with what was decided."""
    row = view.row
    return out.FindingOut(
        id=row.id,
        payload=row.payload_id,
        surface=row.surface,
        kind=row.kind,
        start=row.start,
        end=row.end,
        severity=row.severity,
        confidence=row.confidence,
        rule=row.rule,
        message=view.message.in_(locale),
        suggestion=row.suggestion,
        quote=row.quote_masked,
        image=row.image_sha256,
        box=row.box,
        fingerprint=row.fingerprint,
        open=view.open,
        resolution=view.resolution.kind.value if view.resolution else None,
        consent_id=view.consent.id if view.consent else None,
    )


def resolution(row: Resolution) -> out.ResolutionOut:
    """A decision about a finding."""
    return out.ResolutionOut(
        id=row.id,
        fingerprint=row.fingerprint,
        kind=row.kind.value,
        reason=row.reason,
        created_at=row.created_at,
    )


def delivery(row: Delivery, actor: Actor) -> out.DeliveryOut:
    """A delivery with its receipt, and what this caller may decide about it."""
    receipt = row.receipt
    return out.DeliveryOut(
        id=row.id,
        story=row.story_id,
        channel=row.channel.name,
        kind=row.kind.value,
        state=row.state.value,
        due_at=row.due_at,
        gen=row.gen,
        sends=row.sends,
        reason=row.reason.value if row.reason else None,
        problem=row.problem,
        decisions=_decisions(row, actor),
        payload_sha256=row.payload_sha256,
        remote_id=receipt.remote_id if receipt else None,
        permalink=receipt.permalink if receipt else None,
        read_back_at=receipt.read_back_at if receipt else None,
        read_back_sha256=receipt.read_back_sha256 if receipt else None,
        gone_at=receipt.gone_at if receipt else None,
    )


def _decisions(row: Delivery, actor: Actor) -> list[str]:
    """As the API names them: a copy to be taken down is confirmed when it is not there."""
    if not allows(Permission.DELIVERY_DECIDE, Standing(actor, row.story.state)):
        return []
    is_take_down = row.kind is DeliveryKind.TAKE_DOWN
    names = {
        Decision.RETRY: "retry",
        Decision.CONFIRM: "confirm",
        Decision.NOT_THERE: "confirm" if is_take_down else "retry",
        Decision.POST_ANEW: "retry",
        Decision.GIVE_UP: "give_up",
    }
    return sorted({names[decision] for decision in decisions.offered(row)})


def asset(row: Asset) -> out.AssetOut:
    """An uploaded image."""
    return out.AssetOut(
        id=row.id,
        sha256=row.sha256,
        media_type=row.media_type,
        width=row.width,
        height=row.height,
        size=row.size,
    )


def event(row: Event) -> out.EventOut:
    """One line of the audit. Nobody is shown to have said no, or to have taken a yes back."""
    hidden, not_used = row.name in NEVER_NAMED, row.name in NOT_USED
    return out.EventOut(
        seq=row.seq,
        at=row.at,
        name="story:not_used" if not_used else row.name,
        actor=None if hidden else row.actor_id,
        way="hidden" if hidden else row.way,
        story=row.story_id,
        data={} if hidden else row.data,
        previous_sha256=row.previous_sha256,
        sha256=row.sha256,
    )


def freeze(session: Session, row: Freeze) -> out.FreezeOut:
    """A hold."""
    channel = session.get(Channel, row.channel_id) if row.channel_id else None
    return out.FreezeOut(
        id=row.id,
        channel=channel.name if channel else None,
        reason=row.reason,
        created_at=row.created_at,
    )
