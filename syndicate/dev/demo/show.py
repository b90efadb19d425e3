"""The two ways to run the demo: open until Ctrl-C, or one post and out."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from syndicate import clock
from syndicate.dev.demo import company, posts
from syndicate.dev.demo.api_client import ApiProblem
from syndicate.dev.demo.director import Director
from syndicate.dev.demo.folder import reserved
from syndicate.dev.demo.once import Once, Stuck
from syndicate.dev.demo.servers import Stage, demand_free_ports
from syndicate.dev.demo.telling import Teller
from syndicate.dev.demo.withdrawing import Gone
from syndicate.i18n import _
from syndicate.services.kit import Kit


@contextmanager
def _staged(folder: Path, port: int) -> Iterator[tuple[Stage, Kit]]:
    """Everything open in a folder of its own; gone at the end, however it ends."""
    demand_free_ports(port)
    with reserved(folder) as own:
        stage = Stage(own, port)
        try:
            yield stage, stage.open()
        finally:
            stage.close()


def run_open(folder: Path, port: int, locale: str) -> None:
    """Serve the sample world until SIGINT or SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    teller = Teller(locale)
    with _staged(folder, port) as (stage, kit):
        with kit.database.begin() as session:
            guests = company.found(session, kit, now=clock.now())
        teller.say(_("syndicate is running. Open:"))
        teller.places([("syndicate", stage.url), *_titles(stage)])
        teller.guests(guests)
        teller.say(_("Twelve sample stories are on their way now. Ctrl-C stops everything."))
        director = Director(kit)
        director.start()
        stop.wait()
        teller.say(_("Stopping."))
        director.stop()


def run_once(
    folder: Path, port: int, locale: str, post: Path | None, *, take_back: bool = False
) -> bool:
    """Carry one post to its readers; whether what was published is what was approved.

    `take_back` withdraws it afterwards, and times until every copy is read back as gone.
    """
    teller = Teller(locale)
    posts.chosen(post)  # what cannot be read is refused before anything is started
    with _staged(folder, port) as (stage, kit):
        with kit.database.begin() as session:
            company.found(session, kit, now=clock.now())
        try:
            once = Once(kit, stage.url, teller)
            proofs = once.run(post)
            gone = once.withdraw() if take_back else []
        except ApiProblem as error:
            raise Stuck(_("%(problem)s", problem=str(error))) from error
    for proof in proofs:
        teller.say(_("%(channel)s: %(address)s", channel=proof.channel, address=proof.address))
        teller.hash(_("approved "), proof.approved)
        teller.hash(_("published"), proof.published or "–")
    good = bool(proofs) and all(proof.holds for proof in proofs)
    teller.say(
        _("What was approved is what was published.")
        if good
        else _("What was published is not what was approved.")
    )
    return good and _tell_gone(teller, gone)


def _tell_gone(teller: Teller, gone: list[Gone]) -> bool:
    """Each place with its time; whether nothing is left."""
    for place in gone:
        if place.seconds is None:
            teller.say(_("%(channel)s: still there", channel=place.channel))
        else:
            teller.say(
                _(
                    "%(channel)s: read back as gone after %(seconds)s seconds",
                    channel=place.channel,
                    seconds=f"{place.seconds:.2f}",
                )
            )
    return all(place.seconds is not None for place in gone)


def _titles(stage: Stage) -> list[tuple[str, str]]:
    return [(kind.replace("_", " "), url) for kind, url in stage.places.items()]
