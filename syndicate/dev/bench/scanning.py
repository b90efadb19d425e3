"""What the privacy scan costs: a post, the start, memory, and how it grows."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

POST_CHARS = 2000
STAFF = (100, 20_000)
GROWN = 16
"""The long text is so many posts."""
ENGLISH = (
    "Our spring hackathon is over and the kitchen has recovered. Priya and Jonas built a bot that "
    "answers on-call questions; it runs on version 3.11.4.2 and restarts by itself. We asked a "
    "customer in Leeds to try it, and she said it was the first tool she did not have to explain. "
    "If something breaks, call 020 7946 0812 or write to build@hokuto.example. Ticket numbers such "
    "as 202610160001 are not telephone numbers. The next one is in June, on the fourth floor, "
    "and everybody who has never soldered before is especially welcome. Bring a jumper. "
)
JAPANESE = (
    "春のハッカソンが無事に終わりました。佐々木さんと長谷川さんが作った当番ボットは、夜中の問い合わせに"
    "自動で答えてくれます。動作にはバージョン3.11.4.2を使い、落ちても自分で立ち上がります。リーズのお客様"
    "にも試していただき、「説明のいらない道具は初めてです」とのお言葉をいただきました。困ったときは"
    "03-5555-0147までどうぞ。注文番号202610160001は電話番号ではありません。次回は六月、四階で開きます。"
    "はんだ付けが初めての方も大歓迎です。上着をお忘れなく。"
)
_PRESIDIO = """
import json, sys, time
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider
text = json.load(sys.stdin)
began = time.process_time()
provider = NlpEngineProvider(nlp_configuration={
    "nlp_engine_name": "no_op", "models": [{"lang_code": "en", "model_name": "none"}]})
engine = AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])
found = len(engine.analyze(text=text, language="en"))
start = (time.process_time() - began) * 1000
taken = []
for _ in range(40):
    began = time.process_time()
    engine.analyze(text=text, language="en")
    taken.append((time.process_time() - began) * 1000)
print(json.dumps({"start": start, "taken": {"en": taken}, "found": {"en": found}}))
"""


@dataclass(frozen=True)
class Costs:
    """Probes by number of staff, and of Presidio in an environment of its own, if there is one."""

    probes: Mapping[int, dict[str, Any]]
    presidio: dict[str, Any] | None

    def lines(self) -> list[str]:
        """A table for people."""
        small, large = (self.probes[count] for count in sorted(self.probes))
        lines = [f"privacy scan of a post of {POST_CHARS:,} characters, CPU time"]
        for name, label in (("en", "English"), ("ja", "Japanese")):
            times = large["taken"][name]
            lines.append(
                f"  {label:<9} {max(self.probes):,} staff  median {median(times):6.1f} ms"
                f"  p95 {_p95(times):6.1f} ms  {large['found'][name]} findings"
            )
            growth = median(times) / median(small["taken"][name])
            linear = median(large["taken"][f"{name} long"]) / median(times) / GROWN
            lines.append(
                f"            {max(self.probes):,} against {min(self.probes)} staff {growth:5.2f}"
                f"   per character, {GROWN} posts against one {linear:5.2f}"
            )
        lines.append(
            f"  start     {min(self.probes)} staff {small['start']:6.0f} ms"
            f"   {max(self.probes):,} staff {large['start']:6.0f} ms, names indexed"
        )
        lines.append(
            f"  memory    {min(self.probes)} staff {small['peak_mb']:6.0f} MB"
            f"   {max(self.probes):,} staff {large['peak_mb']:6.0f} MB"
        )
        return lines + self._beside(large)

    def _beside(self, ours: dict[str, Any]) -> list[str]:
        if self.presidio is None:
            return ["  presidio-analyzer: not measured; name the python that has it (--presidio)"]
        times = self.presidio["taken"]["en"]
        ratio = median(ours["taken"]["en"]) / median(times)
        found = self.presidio["found"]["en"]
        return [
            (
                f"  presidio  English    median {median(times):6.1f} ms  p95 {_p95(times):6.1f} ms"
                f"  {found} findings, pattern recognisers only"
            ),
            f"  ratio     {ratio:6.2f}  ours against presidio-analyzer, English",
        ]


def costs(*, staff: Sequence[int] = STAFF, presidio: str | None = None) -> Costs:
    """Measure, each number of staff in a process of its own."""
    texts = {}
    for name, paragraph in (("en", ENGLISH), ("ja", JAPANESE)):
        post = (paragraph * (POST_CHARS // len(paragraph) + 1))[:POST_CHARS]
        texts[name], texts[f"{name} long"] = post, post * GROWN
    probes = {
        count: _run([sys.executable, "-m", "syndicate.dev.bench.scan_probe", str(count)], texts)
        for count in staff
    }
    beside = _run([presidio, "-c", _PRESIDIO], texts["en"]) if presidio else None
    return Costs(probes, beside)


def _run(command: Sequence[str], given: object) -> dict[str, Any]:
    done = subprocess.run(
        command, input=json.dumps(given), capture_output=True, text=True, check=True
    )
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[-1]
