"""What the demo says in the terminal while it works."""

from __future__ import annotations

import click

from syndicate.dev.demo.company import PASSWORD, Guest
from syndicate.i18n import Text, _

WIDTH = 22


class Teller:
    """Prints one line for each thing somebody did."""

    def __init__(self, locale: str) -> None:
        self._locale = locale

    def say(self, text: Text) -> None:
        """One sentence."""
        click.echo(text.in_(self._locale))

    def did(self, who: str, what: Text) -> None:
        """Somebody did something."""
        click.echo(f"  {_padded(who)} {what.in_(self._locale)}")

    def step(self, who: str, step: str, state: str) -> None:
        """Somebody took a step, and where the story stands now."""
        click.echo(f"  {_padded(who)} {step} → {state}")

    def hash(self, what: Text, sha256: str) -> None:
        """A hash, in full."""
        click.echo(f"  {_padded('')} {what.in_(self._locale)} {sha256}")

    def places(self, places: list[tuple[str, str]]) -> None:
        """Addresses one can open."""
        for title, url in places:
            click.echo(f"  {_padded(title)} {url}")

    def guests(self, guests: list[Guest]) -> None:
        """Who can sign in."""
        self.say(_("Sign in as any of these; the password is “%(password)s”:", password=PASSWORD))
        for guest in guests:
            click.echo(f"  {guest.user.email:<34} {_padded(guest.user.full_name)} {guest.note}")


def _padded(text: str) -> str:
    """Padded to a column; full-width characters count twice."""
    width = sum(1 if ord(char) < 0x1100 else 2 for char in text)
    return text + " " * max(0, WIDTH - width)
