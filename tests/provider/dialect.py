"""What the three protocols have in common."""

import json
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Call:
    method: str
    target: str
    headers: object
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass
class Answer:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def as_json(status: int, document: object) -> Answer:
    return Answer(status, json.dumps(document).encode(), {"Content-Type": "application/json"})


def page(text: str, act: str = "") -> Answer:
    """A cashier's page, with a button where there is something to pay."""
    button = f'<form method="post" action="{act}"><button>Pay</button></form>' if act else ""
    body = f"<!doctype html><title>Cashier</title><h1>{text}</h1>{button}"
    return Answer(200, body.encode(), {"Content-Type": "text/html; charset=utf-8"})


def told_amount(trade, faults) -> int:
    return trade.amount + ("wrong amount" in faults)
