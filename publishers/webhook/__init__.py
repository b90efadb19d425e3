"""Webhooks: stories as signed messages to an address of the company's own choosing."""

from __future__ import annotations

from publishers.webhook.config import WebhookConfig
from publishers.webhook.message import pasted
from publishers.webhook.publisher import LIMITS, open_channel
from publishers.webhook.signing import new_secret
from syndicate.publishing.port import Plug

PLUG = Plug(
    kind="webhook",
    title="Webhook",
    limits=LIMITS,
    open=open_channel,
    config=WebhookConfig,
    new_secret=new_secret,
    pasted=pasted,
)
