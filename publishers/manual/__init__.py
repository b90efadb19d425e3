"""Places without an API, such as note or Wantedly: a person copies the text and tells the link."""

from __future__ import annotations

from publishers.manual.address import pasted
from publishers.manual.config import ManualConfig
from publishers.manual.content import to_copy
from publishers.manual.publisher import LIMITS, open_channel
from syndicate.publishing.port import Plug

PLUG = Plug(
    kind="manual",
    title="By hand",
    limits=LIMITS,
    open=open_channel,
    config=ManualConfig,
    to_copy=to_copy,
    pasted=pasted,
)
