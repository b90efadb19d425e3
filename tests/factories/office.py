"""What people do around gates: take them, hand them on, stand in for each other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from syndicate.models import DisplayOrder, Gate, Role, Story
from syndicate.policy import Actor, Way
from syndicate.services import accounts, deputies, gatekeeping, routes
from tests.factories.world import AGREE, World

MORE = ("sam", "amy", "ben", "cho", "dan")
"""Colleagues without a role, for the seats of a route."""


class Office(World):
    """A world in which people act with the rights that are lent to them at that moment."""

    def actor(self, name: str) -> Actor:
        with self.database.reading() as session:
            user = session.get_one(type(self.users[name]), self.users[name].id)
            return deputies.act_as(session, user, Way.WEB, now=self.now)

    def hire(self, *names: str, role: Role | None = None) -> None:
        """More people, with a role or without."""
        with self.database.begin() as session:
            for name in names:
                self.users[name] = accounts.add_user(
                    session,
                    accounts.NewUser(
                        email=f"{name}@example.com",
                        given=name.title(),
                        display_order=DisplayOrder.GIVEN_FIRST,
                        roles=frozenset({role} if role else ()),
                    ),
                    actor=Actor(Way.CLI),
                    now=self.now,
                )

    def lend(self, of: str, to: str, role: str, **span: float) -> str:
        """The id of a deputyship that begins now."""
        with self.database.begin() as session:
            data = deputies.DeputyInput.model_validate(
                {
                    "deputy": f"{to}@example.com",
                    "role": role,
                    "until_at": self.now + timedelta(**span),
                }
            )
            return deputies.lend(session, data, actor=self.actor(of), now=self.now).id

    def claim(self, story_id: str, gate: str, by: str) -> None:
        """Take a gate on."""
        with self.database.begin() as session:
            gatekeeping.claim(session, story_id, gate, **self._as(by))

    def give_back(self, story_id: str, gate: str, by: str) -> None:
        """Give it back."""
        with self.database.begin() as session:
            gatekeeping.release(session, story_id, gate, **self._as(by))

    def hand(
        self, story_id: str, gate: str, by: str, to: str, instead_of: str | None = None
    ) -> None:
        """Hand a gate, or a seat, to somebody else."""
        data = gatekeeping.ReassignForm.model_validate(
            {
                "to": f"{to}@example.com",
                "instead_of": f"{instead_of}@example.com" if instead_of else None,
            }
        )
        with self.database.begin() as session:
            gatekeeping.reassign(session, story_id, gate, data, **self._as(by))

    def route(
        self, gate: str, *members: str, needed: int | None = None, in_turn: bool = False
    ) -> None:
        """Who decides at one gate of the ringi, for every department."""
        with self.database.begin() as session:
            routes.set_route(
                session,
                routes.RouteInput(
                    process="ringi",
                    gate=gate,
                    members=[f"{name}@example.com" for name in members],
                    needed=needed,
                    in_turn=in_turn,
                ),
                registry=self.kit.registry,
                actor=self.actor("adam"),
                now=self.now,
            )

    def follow(self, process: str | None, department: str = "") -> None:
        """New stories of a department follow this process."""
        with self.database.begin() as session:
            routes.choose(
                session,
                routes.ChoiceInput(process=process, department=department),
                registry=self.kit.registry,
                actor=self.actor("adam"),
                now=self.now,
            )

    def gate(self, story_id: str, name: str) -> Gate:
        """One gate of the release under review, as it stands."""
        with self.database.reading() as session:
            story = session.get_one(Story, story_id)
            gate = session.scalars(
                select(Gate).where(Gate.release_id == story.release_id, Gate.name == name)
            ).one()
            session.expunge_all()
            return gate

    def base_gates(self, story_id: str) -> None:
        """The author agrees, PR approves, privacy clears."""
        self.take(story_id, "agree", "arthur", **AGREE)
        self.take(story_id, "approve", "paul")
        self.resolve_all(story_id)
        self.take(story_id, "clear", "vera")

    def codes(self, story_id: str) -> set[str]:
        """What keeps a story from going out, in short."""
        return {block.code for block in self.blocks(story_id)}

    def _as(self, name: str) -> dict[str, Any]:
        return {"actor": self.actor(name), "toolbox": self.kit, "now": self.now}
