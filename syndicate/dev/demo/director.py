"""Carries every sample story as far as the plan says, each step by the person who would take it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.orm import Session

from syndicate import clock
from syndicate.dev.demo import samples
from syndicate.dev.demo.samples import Plan, Verdict
from syndicate.errors import Blocked
from syndicate.models import Release, State, Story
from syndicate.policy import Actor, Way
from syndicate.services import accounts, consents, drafts, findings
from syndicate.services.from_files import nominate_file
from syndicate.services.kit import Kit
from syndicate.services.nominations import NominationInput, nominate
from syndicate.workflow import Seen, take

PATIENCE_SECONDS = 60

log = structlog.get_logger(__name__)


class Director:
    """Works in the background so that the first page is there at once."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="director", daemon=True)

    def start(self) -> None:
        """Begin with the first story."""
        self._thread.start()

    def stop(self) -> None:
        """End after the step under way."""
        self._stopped.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        for plan in samples.plans():
            if self._stopped.is_set():
                return
            try:
                self.carry(plan)
            except Blocked as error:
                log.warning("sample_story_stuck", file=plan.file, why=str(error))

    def carry(self, plan: Plan) -> str:
        """The id of the story, once it stands where the plan says."""
        story_id = self._nominate(plan)
        for act in self._acts(plan, story_id):
            if self._stopped.is_set():
                break
            act()
        return story_id

    def _acts(self, plan: Plan, story_id: str) -> list[Callable[[], None]]:
        target = plan.state
        acts: list[Callable[[], None]] = []
        if target is not State.NOMINATED:
            acts.append(lambda: self._take(story_id, "accept", plan.editor))
        if target is State.DECLINED:
            acts.append(lambda: self._take(story_id, "refuse", self._author(story_id)))
        if target in (State.NOMINATED, State.AWAITING_AUTHOR, State.DECLINED):
            return acts
        acts.append(lambda: self._author_agrees(plan, story_id))
        if target is State.DRAFTING:
            return acts
        acts += [
            lambda: self._draft(plan, story_id),
            lambda: self._take(story_id, "submit", plan.editor),
        ]
        return acts if target is State.IN_REVIEW else acts + self._past_review(plan, story_id)

    def _past_review(self, plan: Plan, story_id: str) -> list[Callable[[], None]]:
        acts: list[Callable[[], None]] = [
            lambda: self._everybody_agrees(plan, story_id),
            lambda: self._take(story_id, "approve", plan.pr),
            lambda: self._resolve(plan, story_id),
            lambda: self._take(story_id, "clear", plan.privacy),
        ]
        if plan.state is State.SCHEDULED:
            return [*acts, lambda: self._schedule(plan, story_id)]
        acts += [
            lambda: self._take(story_id, "publish", plan.editor),
            lambda: self._wait(story_id, State.LIVE),
        ]
        if plan.state is State.WITHDRAWN:
            acts += [
                lambda: self._take(story_id, "withdraw", self._author(story_id)),
                lambda: self._wait(story_id, State.WITHDRAWN),
            ]
        return acts

    def _nominate(self, plan: Plan) -> str:
        path = samples.folder() / plan.file
        with self._kit.database.begin() as session:
            story, _joined = nominate_file(
                session, path, actor=self._actor(session, plan.nominator), kit=self._kit, now=_now()
            )
            for supporter in plan.supporters:
                self._support(session, story, supporter.email, supporter.reason)
            return story.id

    def _support(self, session: Session, story: Story, email: str, reason: str) -> None:
        source = story.source_post
        nominate(
            session,
            NominationInput(
                source_url=source.url,
                source_text=source.text,
                author=story.author.email or "",
                reason=reason,
            ),
            actor=self._actor(session, email),
            toolbox=self._kit,
            now=_now(),
        )

    def _draft(self, plan: Plan, story_id: str) -> None:
        with self._kit.database.begin() as session:
            story = session.get_one(Story, story_id)
            drafts.save(
                session,
                story_id,
                drafts.DraftInput.model_validate(public_fields(plan, story)),
                actor=self._actor(session, plan.editor),
                toolbox=self._kit,
                now=_now(),
            )

    def _author_agrees(self, plan: Plan, story_id: str) -> None:
        author = self._author(story_id)
        answer = next(answer for answer in plan.consent if answer.email == author)
        self._take(story_id, "agree", author, **answer.form)

    def _everybody_agrees(self, plan: Plan, story_id: str) -> None:
        for answer in plan.consent:
            self._take(story_id, "agree", answer.email, **answer.form)

    def _resolve(self, plan: Plan, story_id: str) -> None:
        with self._kit.database.begin() as session:
            story = session.get_one(Story, story_id)
            given = {p.email: consents.latest(session, story).get(p.id) for p in story.people}
            for view in self._open_findings(session, story):
                verdict = next((v for v in plan.resolve if v.kind == view.row.kind), None)
                if verdict is None:
                    continue
                consent = given.get(verdict.consent_of or "")
                findings.resolve(
                    session,
                    view.row.id,
                    _resolution(verdict, consent.id if consent else None),
                    actor=self._actor(session, plan.privacy),
                    now=_now(),
                )

    def _open_findings(self, session: Session, story: Story) -> list[findings.FindingView]:
        release = story.release
        if not isinstance(release, Release):
            return []
        zone = self._kit.settings.time_zone
        return findings.unresolved(findings.for_release(session, release, _now(), zone))

    def _schedule(self, plan: Plan, story_id: str) -> None:
        if plan.schedule is not None:
            day = (_now() + timedelta(days=plan.schedule.in_days)).date()
            at = f"{day.isoformat()}T{plan.schedule.at}"
            self._take(story_id, "schedule", plan.editor, at=at, zone=plan.schedule.zone)

    def _take(self, story_id: str, step: str, email: str, **fields: Any) -> None:
        with self._kit.database.begin() as session:
            story = session.get_one(Story, story_id)
            release = story.release or story.live_release
            take(
                session,
                story_id,
                step,
                actor=self._actor(session, email),
                toolbox=self._kit,
                now=_now(),
                seen=Seen(story.latest_revision_id, release.sha256 if release else None),
                data=fields,
            )

    def _wait(self, story_id: str, state: State) -> None:
        patience = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < patience and not self._stopped.wait(0.2):
            with self._kit.database.reading() as session:
                if session.get_one(Story, story_id).state is state:
                    return

    def _author(self, story_id: str) -> str:
        with self._kit.database.reading() as session:
            return session.get_one(Story, story_id).author.email or ""

    def _actor(self, session: Session, email: str) -> Actor:
        user = accounts.find(session, email)
        if user is None:
            msg = f"the samples name {email}, who has no account"
            raise LookupError(msg)
        return Actor(Way.WEB, user=user)


def public_fields(plan: Plan, story: Story) -> dict[str, Any]:
    """The fields of the draft PR saves: their own text, or the post as it is with a summary."""
    revision = story.latest_revision
    fields: dict[str, Any] = {"version": story.version, "slug": plan.slug}
    if plan.public:
        return fields | samples.public_text(plan.public).model_dump()
    return fields | {
        "title": revision.title if revision else story.title,
        "summary": plan.summary,
        "body": revision.body if revision else story.source_post.text,
        "tags": revision.tags if revision else [],
    }


def _resolution(verdict: Verdict, consent_id: str | None) -> findings.ResolutionInput:
    return findings.ResolutionInput(
        kind=verdict.resolution, reason=verdict.reason, consent_id=consent_id
    )


def _now() -> datetime:
    return clock.now()
