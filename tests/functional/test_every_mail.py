"""Every mail of every step, sent over SMTP and read as people get it, in both languages."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, message_from_string, policy
from email.message import EmailMessage
from html import unescape
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select, update

from syndicate.db import Database
from syndicate.i18n import LOCALES, Text, _
from syndicate.jobs.mail import send_due
from syndicate.models import (
    Channel,
    MailWay,
    MetricRow,
    Notice,
    NoticeState,
    ReceiptRow,
    State,
    Story,
    User,
)
from syndicate.publishing.port import Ending
from syndicate.registry import Registry
from syndicate.resources import templates_root
from syndicate.services import (
    comparison,
    endings,
    follow_up,
    mail_wishes,
    reminders,
    rescans,
    rulesets,
    silence,
)
from syndicate.services.comparison import Differences
from syndicate.services.mail import SUBJECT_MAX, cut
from syndicate.services.mail_headers import POLICY
from syndicate.services.mail_wishes import MailWishes
from syndicate.services.outlook import NEXT
from tests.factories.office import Office
from tests.factories.world import AGREE
from tests.functional.test_mail import kit_with, parts
from tests.services.smtp import Mailbox

TITLE = "The meeting at the bench that everybody in the whole company still talks about today"
COMMENT = "Please say more about the lamp & the shade."
REASON = "It is in the evening paper already, and wrong in every second line."
KINDS = sorted(folder.name for folder in (templates_root() / "email").iterdir() if folder.is_dir())
Post = tuple[Notice | None, EmailMessage]


class Season:
    """A company through everything that makes it write mails, in one language."""

    def __init__(
        self, office: Office, mailbox: Mailbox, clock: time_machine.Traveller, locale: str
    ) -> None:
        self.office, self.mailbox, self.clock = office, mailbox, clock
        self.kit = kit_with(office, mailbox.url)
        office.hire("sam", "amy", "dan")
        with office.database.begin() as session:
            session.execute(update(User).values(locale=locale))
        self.posts: dict[str, list[Post]] = {}

    def send(self) -> None:
        """Everything that waits leaves now."""
        self.clock.move_to(self.office.now)
        seen = len(self.mailbox.messages)
        while send_due(self.kit):
            pass
        by_id = {notice.id: notice for notice in self._notices()}
        for message in self.mailbox.messages[seen:]:
            notice = by_id.get(str(message["Message-ID"])[1:].partition("@")[0])
            kind = notice.template if notice else "digest"
            self.posts.setdefault(kind, []).append((notice, message))

    def later(self, **span: float) -> None:
        """Time passes, and what is due by it is written."""
        self.office.later(**span)
        with self.office.database.begin() as session:
            reminders.remind(session, toolbox=self.kit, now=self.office.now)
            silence.remind(session, settings=self.kit.settings, now=self.office.now)
        self.send()

    def _notices(self) -> list[Notice]:
        with self.office.database.reading() as session:
            return list(session.scalars(select(Notice)))

    def play(self) -> None:
        """From a nomination to a withdrawal, by the longest way."""
        office = self.office
        with office.database.begin() as session:
            wishes = MailWishes(ways=dict.fromkeys(_MUTABLE, MailWay.DIGEST))
            mail_wishes.choose(
                session, session.get_one(User, self._id("both")), wishes, now=office.now
            )
        office.follow("ringi")
        for gate, who in (("superior", "sam"), ("approval", "amy"), ("final", "dan")):
            office.route(gate, who)
        story_id = office.nominate(title=TITLE, source_text="We moved a lamp and its shade.")
        self.send()
        office.take(story_id, "accept", "petra", comment=COMMENT)
        self.send()
        self.later(days=12)
        office.take(story_id, "agree", "arthur", **AGREE)
        office.draft(story_id, title=TITLE)
        office.take(story_id, "submit", "petra")
        self.send()
        office.hand(story_id, "pr", "petra", "paul")
        office.claim(story_id, "pr", "both")
        office.hand(story_id, "pr", "both", "paul")
        office.lend("vera", "mei", "privacy", days=9)
        self.send()
        self.later(days=1)
        self.later(days=3)
        self._new_rules(story_id)
        office.take(story_id, "return", "paul", comment=COMMENT)
        self.send()
        office.follow("story")
        self._emergency()
        self._live()
        self._channels()
        self.later(days=1)

    def _new_rules(self, story_id: str) -> None:
        office, words = self.office, rulesets.RulesInput(terms="codename\tstanding meeting")
        with office.database.begin() as session:
            rulesets.save(session, words, actor=office.actor("adam"), now=office.now)
            outcome = rescans.again(session, story_id, toolbox=self.kit, now=office.now)
            assert outcome
            assert outcome.new
        self.send()

    def _emergency(self) -> None:
        office = self.office
        story_id = office.nominate(title="The lamp", source_text="We hung the lamp lower.")
        office.take(story_id, "accept", "petra")
        office.take(story_id, "agree", "arthur", **AGREE)
        office.draft(story_id, title="The lamp", body="We hung the lamp lower.")
        office.take(story_id, "submit", "petra")
        office.take(story_id, "agree", "arthur", **AGREE)
        office.resolve_all(story_id)
        office.take(story_id, "emergency_propose", "paul", reason=REASON)
        self.send()
        office.take(story_id, "emergency_publish", "vera")
        self.send()

    def _live(self) -> None:
        office = self.office
        story_id = office.reach(State.CLEARED)
        with office.database.begin() as session:
            story = session.get_one(Story, story_id)
            assert story.release
            story.release.cleared_at = office.now - timedelta(days=3)
            rests = self.kit.settings.model_copy(update={"overnight_hold": True})
            assert follow_up.ask_for_one_more_look(session, settings=rests, now=office.now) == 1
        self.send()
        office.take(story_id, "publish", "petra")
        office.deliver()
        with office.database.begin() as session:
            young = select(Notice).where(Notice.state == NoticeState.READY)
            for notice in session.scalars(young):  # workers write by the database's clock
                notice.due_at = notice.created_at = office.now
            story = session.get_one(Story, story_id)
            copy = session.scalars(select(ReceiptRow).where(ReceiptRow.story_id == story_id)).one()
            session.add(
                MetricRow(
                    receipt_id=copy.id,
                    name="impressions",
                    day=office.now.date(),
                    value=214,
                    read_at=office.now,
                )
            )
            story.first_live_at = office.now - timedelta(days=8)
            session.flush()
            assert follow_up.tell_of_readers(session, now=office.now) == 1
        self.send()
        office.take(story_id, "withdraw", "petra", comment=COMMENT)
        self.send()

    def _channels(self) -> None:
        office = self.office
        ending = Ending("token", _("Sign-in"), _("Connect again"), office.now + timedelta(days=2))
        with office.database.begin() as session:
            channel = session.scalars(select(Channel)).one()
            found = Differences(unknown=["https://blog.example.com/x/"])
            comparison.keep(session, channel, found, kit=self.kit, now=office.now)
            for user in endings.who_can_help(session):
                endings._tell(session, user, channel, ending, kit=self.kit, now=office.now)
        self.send()

    def _id(self, name: str) -> str:
        return self.office.users[name].id


_MUTABLE = [kind for kind in mail_wishes.KINDS if kind not in mail_wishes.NEVER_MUTED]


@pytest.fixture(params=LOCALES)
def season(
    request: pytest.FixtureRequest,
    clock: time_machine.Traveller,
    sqlite_database: Database,
    tmp_path: Path,
    mailbox: Mailbox,
) -> tuple[str, Season]:
    """Everything that was written in a season, in English and in Japanese."""
    played = Season(Office(sqlite_database, tmp_path), mailbox, clock, request.param)
    played.play()
    return request.param, played


@pytest.mark.slow
def test_every_kind_of_mail_says_what_by_whom_with_which_words_and_what_next(
    season: tuple[str, Season],
) -> None:
    locale, played = season
    assert sorted(played.posts) == KINDS

    for kind, posts in played.posts.items():
        for notice, message in posts:
            plain, html = parts(message)
            _check_form(message, plain, html, locale)
            link = "/consents/" if kind.startswith("consent") else "http://127.0.0.1:8000"
            assert link in plain, (kind, plain)
            assert f'href="http://127.0.0.1:8000{link if link[0] == "/" else ""}' in html
            if notice is not None:
                _check_content(kind, notice, plain, unescape(html), played.office)
    _check_discretion(played)


def _check_form(message: EmailMessage, plain: str, html: str, locale: str) -> None:
    subject = message["Subject"]
    assert 0 < len(subject) <= SUBJECT_MAX, subject
    assert "\n" not in subject
    assert message["Content-Language"] == locale
    assert f'<html lang="{locale}">' in html
    for shown in (subject, plain, html):
        assert "%(" not in shown
        assert "{{" not in shown
    for shown in (plain, html):
        assert any("ぁ" <= char <= "ん" for char in shown) == (locale == "ja"), shown
    assert "\n\n\n" not in plain, plain
    assert plain.rstrip().splitlines()[-3:][0].startswith("-- ") or "-- \n" in plain


def _check_content(kind: str, notice: Notice, plain: str, html: str, office: Office) -> None:
    params = notice.params
    if params.get("by_id"):
        name = next(user for user in office.users.values() if user.id == params["by_id"])
        assert name.full_name in plain, (kind, plain)
        assert name.full_name in html
    for words in (params.get("comment"), params.get("reason"), params.get("by")):
        if words:
            assert words in plain, (kind, plain)
            assert words in html
    if kind == "progress":
        following = NEXT[State(params["state"])].in_(notice.locale)
        assert following in plain
        assert following in html
        assert Text(params["news"]).in_(notice.locale) in plain


def _check_discretion(played: Season) -> None:
    """Nobody is told who withdrew; who returned a text is."""
    told = [n for posts in played.posts.values() for n, _m in posts if n and "step" in n.params]
    assert {n.params["by_id"] for n in told if n.params["step"] == "withdraw"} == {""}
    assert any(n.params["by_id"] for n in told if n.params["step"] == "return")


@pytest.mark.parametrize("process", sorted(Registry().processes))
def test_only_emergencies_are_told_to_all_administrators(process: str) -> None:
    steps = Registry().process(process).steps
    assert {step.name for step in steps if "admin" in step.tells} <= {
        "emergency_propose",
        "emergency_publish",
    }


@pytest.mark.parametrize("process", sorted(Registry().processes))
def test_every_step_has_news_of_its_own(process: str) -> None:
    steps = Registry().process(process).steps
    assert [step.name for step in steps if step.mail == "progress" and step.news is None] == []


@pytest.mark.parametrize(
    "subject",
    [
        "Nominated: The meeting at the bench that everybody in the w…",
        "「The meeting at the bench that e…」をWorks & Coの外に公開してもよろしいですか",
        "Nothing but plain words, and rather many of them in one subject",
        "Café on the third floor, and everybody who was there that day, née Mori",
    ],
)
def test_a_subject_arrives_as_it_was_written(subject: str) -> None:
    sent = EmailMessage(POLICY)
    sent["Subject"] = subject
    sent.set_content("x")

    for raw in (sent.as_bytes(), sent.as_bytes(policy=POLICY.clone(linesep="\r\n"))):
        assert message_from_bytes(raw, policy=policy.default)["Subject"] == subject
        assert max(len(line) for line in raw.splitlines()) <= 78
    assert message_from_string(sent.as_string(), policy=policy.default)["Subject"] == subject


@pytest.mark.parametrize(
    ("title", "most"), [("x" * 200, 60), ("あ" * 200, 60), ("👩‍👩‍👧‍👦" * 40, 60), ("short", 60)]
)
def test_a_long_title_is_cut_between_characters(title: str, most: int) -> None:
    shown = cut(title, most)

    assert len(shown) <= most
    assert shown == title or shown.endswith("…")
    assert "\u200d…" not in shown
