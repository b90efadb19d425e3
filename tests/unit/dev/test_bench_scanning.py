"""The bench of the privacy scan, on little."""

from __future__ import annotations

import io
import json
import sys

import pytest

from syndicate.dev.bench import scan_probe, scanning


def test_a_probe_times_each_text_and_weighs_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(scan_probe, "TIMES", 4)
    monkeypatch.setattr(sys, "argv", ["scan_probe", "6"])
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps({"en": "Call 020 7946 0812."})))

    scan_probe.main()

    measured = json.loads(capsys.readouterr().out)
    assert len(measured["taken"]["en"]) == 4
    assert measured["found"] == {"en": 1}
    assert measured["start"] > 0
    assert measured["peak_mb"] > 10


def test_the_costs_are_told_as_ratios_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def probe(command: list[str], given: object) -> dict[str, object]:
        slow = 2.0 if command[-1] == "300" else 1.0
        names = list(given) if isinstance(given, dict) else ["en"]
        long = scanning.GROWN
        return {
            "start": 100.0 * slow,
            "taken": {
                n: [slow * (long if "long" in n else 1) + i / 1000 for i in range(20)]
                for n in names
            },
            "found": dict.fromkeys(names, 3),
            "peak_mb": 90.0,
        }

    monkeypatch.setattr(scanning, "_run", probe)

    alone = scanning.costs(staff=(5, 300)).lines()
    beside = scanning.costs(staff=(5, 300), presidio="some-python").lines()

    assert "300 against 5 staff  1.99" in alone[2]
    assert "--presidio" in alone[-1]
    assert "1.99  ours against presidio-analyzer" in beside[-1]


def test_a_process_of_its_own_answers() -> None:
    measured = scanning._run([sys.executable, "-c", "print('{\"start\": 1}')"], {})

    assert measured == {"start": 1}
