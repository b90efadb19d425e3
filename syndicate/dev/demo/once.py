"""One fresh post through all gates, by API calls of the people who would make them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from syndicate import clock
from syndicate.dev.demo import posts
from syndicate.dev.demo.api_client import Caller
from syndicate.dev.demo.samples import Plan
from syndicate.dev.demo.telling import Teller
from syndicate.dev.demo.withdrawing import Gone, withdraw
from syndicate.errors import SyndicateError
from syndicate.i18n import _
from syndicate.models import Channel, Delivery, Person, ReceiptRow, Story
from syndicate.policy import SYSTEM, Actor, Way
from syndicate.publishing.port import Presence
from syndicate.services import accounts, tokens
from syndicate.services.kit import Kit
from syndicate.services.orders import receipt_of, standing_order
from syndicate.services.story_file import StoryFile
from syndicate.workflow import Seen, take

PATIENCE_SECONDS = 90
MAX_ROUNDS = 4
AGREE = {"name_form": "full", "photo": True, "on_leaving": "remove"}


class Stuck(SyndicateError):
    """The story could not be carried to the end; the sentence says on what it waits."""

    slug = "stuck"
    title = _("The story did not go out")


@dataclass(frozen=True)
class Proof:
    """What was approved for one channel, and what was read back from it."""

    channel: str
    address: str
    approved: str
    published: str | None

    @property
    def holds(self) -> bool:
        """Whether the bytes are the same."""
        return self.approved == self.published


class Once:
    """Carries one post from a file to its readers."""

    def __init__(self, kit: Kit, url: str, teller: Teller) -> None:
        self._kit = kit
        self._url = url
        self._tell = teller
        self._callers: dict[str, Caller] = {}
        self._out: tuple[str, str] | None = None

    def run(self, path: Path | None) -> list[Proof]:
        """Every step in turn. Raises `Stuck` when somebody or something is still missing."""
        plan, file = posts.chosen(path)
        story = self._nominate(plan, file, path)
        editor = self._as(plan.editor)
        story = self._step(editor, story, "accept")
        story = self._agree(story, file.author)
        story = self._through_review(plan, file, story)
        story = self._step(editor, story, "publish")
        self._wait_until_live(editor, story["id"])
        self._out = (story["id"], plan.editor)
        return list(self._read_back(story["id"]))

    def withdraw(self) -> list[Gone]:
        """Take back what `run` brought out; after how long each copy was read back as gone."""
        if self._out is None:
            return []
        story_id, email = self._out
        caller = self._as(email)
        self._tell.did(caller.name, _("withdraws it"))
        return withdraw(caller, caller.get(f"/stories/{story_id}"), self._kit)

    def _nominate(self, plan: Plan, file: StoryFile, path: Path | None) -> dict[str, Any]:
        caller = self._as(plan.nominator)
        images = []
        for image in file.images:
            asset = caller.upload(Path(image.file).read_bytes())
            images.append({"asset_id": asset["id"], "alt": image.alt, "people": image.people})
        story = caller.post("/nominations", posts.nomination(file, images))
        self._tell.did(caller.name, _("nominates %(name)s", name=_name(path, story)))
        return story

    def _through_review(self, plan: Plan, file: StoryFile, story: dict[str, Any]) -> dict[str, Any]:
        """Draft, submit and judge; what privacy review sends back is redacted and comes again."""
        editor, reviewer = self._as(plan.editor), self._as(plan.privacy)
        body = file.text
        for _round in range(MAX_ROUNDS):
            story = editor.put(
                f"/stories/{story['id']}/draft", posts.draft(plan, file, story, body)
            )
            self._tell.did(editor.name, _("saves the public text"))
            story = self._step(editor, story, "submit")
            self._tell.hash(_("release"), story["release"]["sha256"])
            for person in story["people"]:
                story = self._agree(story, self._email(person["id"]))
            story = self._step(self._as(plan.pr), story, "approve")
            open_findings = self._open_findings(reviewer, story)
            if not open_findings:
                return self._step(reviewer, story, "clear")
            body = self._send_back(reviewer, story, open_findings, body)
            story = editor.get(f"/stories/{story['id']}")
        raise self._stuck(reviewer.get(f"/stories/{story['id']}"))

    def _open_findings(self, reviewer: Caller, story: dict[str, Any]) -> list[dict[str, Any]]:
        found = reviewer.get(f"/stories/{story['id']}/findings")["items"]
        blocking = [item for item in found if item["severity"] == "block"]
        self._tell.did(
            reviewer.name,
            _(
                "reads %(count)s findings, %(open)s of them block",
                count=len(found),
                open=sum(item["open"] for item in blocking),
            ),
        )
        return [item for item in blocking if item["open"]]

    def _send_back(
        self, reviewer: Caller, story: dict[str, Any], found: list[dict[str, Any]], body: str
    ) -> str:
        redacted = posts.redacted(body, found)
        if redacted == body:
            raise self._stuck(story, found)
        comment = ", ".join(sorted({item["kind"] for item in found}))
        self._step(reviewer, story, "return", comment=comment)
        return redacted

    def _agree(self, story: dict[str, Any], email: str | None) -> dict[str, Any]:
        """The person's own yes: by the API with an account, by their link without."""
        if email is None:
            raise self._stuck(story)
        with self._kit.database.reading() as session:
            has_account = accounts.find(session, email) is not None
            channels = list(session.scalars(select(Channel.name).order_by(Channel.position)))
        answer = AGREE | {"channels": channels}
        if not has_account:
            return self._agree_by_link(story, email, answer)
        caller = self._as(email)
        release = story["release"]
        story = caller.post(
            f"/stories/{story['id']}/consents",
            {
                "answer": "agree",
                "revision": story["revision"]["id"],
                "release": release["sha256"] if release else None,
                **answer,
            },
        )
        self._tell.did(caller.name, _("agrees"))
        return story

    def _agree_by_link(
        self, story: dict[str, Any], email: str, answer: dict[str, Any]
    ) -> dict[str, Any]:
        with self._kit.database.begin() as session:
            person = session.scalars(
                select(Person).where(Person.story_id == story["id"], Person.email == email)
            ).one()
            release = story["release"]
            take(
                session,
                story["id"],
                "agree",
                actor=Actor(Way.LINK, person=person),
                toolbox=self._kit,
                now=clock.now(),
                seen=Seen(story["revision"]["id"], release["sha256"] if release else None),
                data=answer,
            )
            self._tell.did(person.full_name, _("agrees by the link in the mail"))
        return story

    def _step(
        self, caller: Caller, story: dict[str, Any], name: str, **fields: Any
    ) -> dict[str, Any]:
        after = caller.step(story, name, **fields)
        self._tell.step(caller.name, name, after["state_label"])
        return after

    def _wait_until_live(self, caller: Caller, story_id: str) -> None:
        patience = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < patience:
            story = caller.get(f"/stories/{story_id}")
            if story["state"] == "live":
                self._tell.did("syndicate", _("delivers to every channel"))
                return
            time.sleep(0.2)
        raise self._stuck(story)

    def _read_back(self, story_id: str) -> Iterator[Proof]:
        with self._kit.database.reading() as session:
            story = session.get_one(Story, story_id)
            receipts = session.scalars(
                select(ReceiptRow).where(ReceiptRow.story_id == story_id).order_by(ReceiptRow.id)
            ).all()
            asked = [
                (row.channel, standing_order(row, story), receipt_of(row), row.payload.sha256)
                for row in receipts
            ]
        for channel, order, receipt, approved in asked:
            found = self._kit.publisher(channel).read_back(order, receipt)
            published = found.sha256 if found.presence is not Presence.GONE else None
            yield Proof(channel.title, receipt.permalink, approved, published)

    def _as(self, email: str) -> Caller:
        if email not in self._callers:
            with self._kit.database.begin() as session:
                user = accounts.find(session, email)
                if user is None:
                    raise Stuck(_("There is no sample account for %(email)s.", email=email))
                _row, secret = tokens.add(
                    session, user, "demo --once", actor=SYSTEM, now=clock.now()
                )
                self._callers[email] = Caller(self._url, secret, user.full_name)
        return self._callers[email]

    def _email(self, person_id: str) -> str | None:
        with self._kit.database.reading() as session:
            return session.get_one(Person, person_id).email

    def _stuck(self, story: dict[str, Any], found: list[dict[str, Any]] | None = None) -> Stuck:
        reasons = [_reason(block) for block in story.get("blocks", [])]
        reasons += [f"{item['kind']} “{item['quote']}”: {item['message']}" for item in found or []]
        reasons += self._problems(story["id"])
        return Stuck(
            _(
                "“%(title)s” is at %(state)s and waits: %(reasons)s",
                title=story["title"],
                state=story["state_label"],
                reasons=" ".join(dict.fromkeys(reasons)),
            )
        )

    def _problems(self, story_id: str) -> list[str]:
        with self._kit.database.reading() as session:
            rows = session.scalars(select(Delivery.problem).where(Delivery.story_id == story_id))
            return [problem for problem in rows if problem]


def _reason(block: dict[str, Any]) -> str:
    """What is missing, and on whom it waits."""
    who = block["waits_for"]
    return f"{who}: {block['text']}" if who else str(block["text"])


def _name(path: Path | None, story: dict[str, Any]) -> str:
    return f"{path.name} “{story['title']}”" if path else f"“{story['title']}”"
