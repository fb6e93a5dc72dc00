"""Tells open pages of a reader that something happened; lost without harm where nobody listens."""

import json

from core import valkey

CHANNEL = "stream"


def tell(reader_id: int, kind: str, data: dict) -> None:
    """Send one event to every page that this reader has open. Silent when Valkey is away."""
    news = json.dumps({"to": reader_id, "kind": kind, "data": data})
    valkey.attempt(lambda client: client.publish(CHANNEL, news), otherwise=0)
