"""What is reviewed, and what people say about it: payloads, consents, findings."""

from __future__ import annotations

from collections.abc import Iterable

from syndicate.api import answers as out
from syndicate.api import show
from syndicate.api.operation import Call, File, Operation
from syndicate.api.staleness import told_what_changed
from syndicate.errors import Forbidden
from syndicate.i18n import _
from syndicate.models import Story
from syndicate.policy import Permission, allows
from syndicate.services import consents, evidence, findings, stories
from syndicate.standing import standing_of
from syndicate.workflow import Seen, take


def list_payloads(call: Call, id: str) -> out.Payloads:  # noqa: A002 - the name in the path
    """The exact bytes under review or out; none while the story is drafted."""
    story = stories.load(call.session, id, call.actor)
    release = story.release or story.live_release
    rows = release.payloads if release else []
    return out.Payloads(items=[show.payload(call.session, row) for row in rows])


def list_consents(call: Call, id: str) -> out.Consents:  # noqa: A002 - as above
    """Agreements on file."""
    story = stories.load(call.session, id, call.actor)
    return out.Consents(items=list(_agreements(call, story)))


def _agreements(call: Call, story: Story) -> Iterable[out.ConsentOut]:
    today = consents.today_in(call.kit.settings.time_zone, call.now)
    latest = story.latest_revision
    for consent in consents.for_others(call.session, story, today).values():
        yield out.ConsentOut(
            id=consent.id,
            person=consent.person_id,
            name=consent.person.name_in(call.locale),
            revision=consent.revision_id,
            channels=consent.channels,
            name_form=consent.name_form.value,
            photo=consent.photo,
            until=consent.until,
            on_leaving=consent.on_leaving.value,
            given_at=consent.created_at,
            covers_latest=bool(latest and latest.content_sha256 == consent.content_sha256),
        )


def answer_consent(
    call: Call,
    body: consents.AnswerInput,
    id: str,  # noqa: A002 - as above
) -> out.StoryOut:
    """The caller's own answer: agree with conditions, refuse, or withdraw."""
    fields = body.model_dump(exclude={"answer", "revision", "release"})
    seen = Seen(body.revision, body.release)
    with told_what_changed(call, id, seen):
        story = take(
            call.session,
            id,
            body.answer,
            actor=call.actor,
            toolbox=call.kit,
            now=call.now,
            seen=seen,
            data=fields if body.answer == "agree" else {},
        )
    return show.story(call, story)


def list_findings(call: Call, id: str) -> out.Findings:  # noqa: A002 - as above
    """Findings of the release under review, for PR and privacy review."""
    story = stories.load(call.session, id, call.actor)
    if not allows(Permission.FINDING_READ, standing_of(call.session, story, call.actor)):
        raise Forbidden(_("Findings are for the PR desk and privacy review."))
    release = story.release or story.live_release
    if release is None or story.state in consents.OVER:
        return out.Findings(items=[])
    views = findings.for_release(call.session, release, call.now, call.kit.settings.time_zone)
    return out.Findings(items=[show.finding(view, call.locale) for view in views])


def resolve_finding(
    call: Call,
    body: findings.ResolutionInput,
    id: str,  # noqa: A002 - as above
) -> out.ResolutionOut:
    """The reviewer's decision."""
    row = findings.resolve(call.session, id, body, actor=call.actor, now=call.now)
    return show.resolution(row)


def get_evidence(call: Call, id: str) -> File:  # noqa: A002 - as above
    """Everything that proves how the story went out, as a zip that checks itself offline."""
    data = evidence.archive(call.session, id, actor=call.actor, kit=call.kit, now=call.now)
    return File(f"evidence-{id}.zip", data)


OPERATIONS = (
    Operation("GET", "/stories/{id}/payloads", "Read the payloads", list_payloads, out.Payloads),
    Operation("GET", "/stories/{id}/consents", "Read the consents", list_consents, out.Consents),
    Operation(
        "POST",
        "/stories/{id}/consents",
        "Answer for oneself",
        answer_consent,
        out.StoryOut,
        body=consents.AnswerInput,
    ),
    Operation("GET", "/stories/{id}/findings", "Read the findings", list_findings, out.Findings),
    Operation(
        "POST",
        "/findings/{id}/resolution",
        "Resolve a finding",
        resolve_finding,
        out.ResolutionOut,
        body=findings.ResolutionInput,
    ),
    Operation(
        "GET",
        "/stories/{id}/evidence",
        "Take the evidence",
        get_evidence,
        None,
        file_type="application/zip",
    ),
)
