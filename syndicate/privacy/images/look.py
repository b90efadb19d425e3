"""Have one image looked at by a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from syndicate.privacy.images import tesseract
from syndicate.privacy.images.reading import Reading, parsed

_WORKER = "syndicate.privacy.images.worker"
SECONDS = 60
_KEPT = ("PATH", "TESSDATA_PREFIX")


def look_at(data: bytes) -> Reading:
    """Faces, text and codes in an image of ours, JPEG or PNG. It takes a second or two.

    Whatever goes wrong is in the reading: an image nobody could look at is not a clean one.
    """
    command = [sys.executable, "-I", "-m", _WORKER, tesseract.program() or ""]
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=SECONDS, check=True, env=environment
        )
        return parsed(json.loads(done.stdout))
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        name = type(error).__name__
        return Reading(failed=name, unread="failed", undecoded=name)
