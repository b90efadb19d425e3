"""LinkedIn company pages: render, connect, post, read back, take down; and a simulator."""

from publishers.linkedin.address import pasted
from publishers.linkedin.config import ChannelConfig
from publishers.linkedin.demo import STAND
from publishers.linkedin.health import endings
from publishers.linkedin.oauth import LinkedInConnection
from publishers.linkedin.publisher import LIMITS, list_channel, open_channel
from syndicate.publishing.port import Plug

PLUG = Plug(
    kind="linkedin",
    title="LinkedIn",
    limits=LIMITS,
    open=open_channel,
    config=ChannelConfig,
    connect=LinkedInConnection(),
    pasted=pasted,
    endings=endings,
    listing=list_channel,
    demo=STAND,
)
