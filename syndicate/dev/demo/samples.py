"""The sample world as data: people, words, and what is to become of each story."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from syndicate.models import State


class _Sample(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(_Sample):
    """What one person says when asked."""

    email: str
    name_form: Literal["full", "given", "department", "anonymous"]
    photo: bool
    channels: list[str]
    on_leaving: Literal["remove", "anonymise", "keep"]

    @property
    def form(self) -> dict[str, Any]:
        """The fields of the step."""
        return self.model_dump(exclude={"email"})


class Supporter(_Sample):
    """Somebody who nominated the same post later."""

    email: str
    reason: str


class Verdict(_Sample):
    """What the privacy reviewer says to findings of one kind."""

    kind: str
    resolution: Literal["consented", "justified", "false_alarm"]
    reason: str = ""
    consent_of: str | None = None


class Schedule(_Sample):
    """Days from today, and a clock time in a named zone."""

    in_days: int
    at: str
    zone: str


class Plan(_Sample):
    """One story and the people who carry it."""

    file: str
    state: State
    nominator: str
    supporters: list[Supporter] = []
    editor: str = ""
    pr: str = ""
    privacy: str = ""
    public: str | None = None
    slug: str | None = None
    summary: str = ""
    consent: list[Answer] = []
    resolve: list[Verdict] = []
    schedule: Schedule | None = None


class PublicText(_Sample):
    """What PR made of a post."""

    title: str
    summary: str
    tags: list[str] = []
    people: list[dict[str, str]] | None = None
    """Who still stands in it; None when nobody was taken out."""
    channel_texts: dict[str, str] = {}
    body: str


@cache
def folder() -> Path:
    """The folder of the samples."""
    with as_file(files("syndicate.dev") / "samples") as path:
        return path


def read_toml(name: str) -> dict[str, Any]:
    """One of the sample files."""
    return tomllib.loads((folder() / name).read_text("utf-8"))


def plans(key: str = "story") -> list[Plan]:
    """The stories, or with `once` the fresh posts of `--once`."""
    return [Plan.model_validate(entry) for entry in read_toml("plan.toml")[key]]


def public_text(name: str) -> PublicText:
    """A rewritten text: TOML between `+++` lines, then Markdown."""
    _empty, front, body = (folder() / name).read_text("utf-8").split("+++\n", 2)
    return PublicText(**tomllib.loads(front), body=body.strip())
