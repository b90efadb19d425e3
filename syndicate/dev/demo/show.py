"""The two ways to run the demo: open until Ctrl-C, or one post and out."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

from syndicate import clock
from syndicate.dev.demo import company
from syndicate.dev.demo.api_client import ApiProblem
from syndicate.dev.demo.director import Director
from syndicate.dev.demo.folder import fresh
from syndicate.dev.demo.once import Once, Stuck
from syndicate.dev.demo.servers import Stage
from syndicate.dev.demo.telling import Teller
from syndicate.i18n import _


def run_open(folder: Path, port: int, locale: str) -> None:
    """Serve the sample world until SIGINT or SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    stage, teller = Stage(fresh(folder), port), Teller(locale)
    try:
        kit = stage.open()
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
    finally:
        stage.close()


def run_once(folder: Path, port: int, locale: str, post: Path | None) -> bool:
    """Carry one post to its readers; whether what was published is what was approved."""
    stage, teller = Stage(fresh(folder), port), Teller(locale)
    try:
        kit = stage.open()
        with kit.database.begin() as session:
            company.found(session, kit, now=clock.now())
        try:
            proofs = Once(kit, stage.url, teller).run(post)
        except ApiProblem as error:
            raise Stuck(_("%(problem)s", problem=str(error))) from error
    finally:
        stage.close()
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
    return good


def _titles(stage: Stage) -> list[tuple[str, str]]:
    return [(kind.replace("_", " "), url) for kind, url in stage.places.items()]
