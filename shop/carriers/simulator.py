"""A carrier for the demo: where a parcel is follows from its number and the time alone."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from shop.carriers.base import Scan

HUBS = (
    "杭州转运中心",
    "上海转运中心",
    "广州转运中心",
    "成都转运中心",
    "武汉转运中心",
    "北京转运中心",
)
# Hours after the step before, at the earliest and at the latest.
COLLECTED = (1, 6)
NEXT_HUB = (6, 14)
LAST_MILE = (4, 10)


class Simulator:
    def scans(
        self, *, carrier: str, tracking: str, shipped_at: datetime, at: datetime
    ) -> Sequence[Scan]:
        return [scan for scan in _journey(carrier, tracking, shipped_at) if scan.at <= at]


def _journey(carrier: str, tracking: str, shipped_at: datetime) -> Iterator[Scan]:
    """Collected, two to four hubs, out for delivery, delivered: within three days."""
    chance = sha256(f"{carrier}:{tracking}".encode()).digest()
    hubs = 2 + chance[0] % 3
    steps = [("accepted", COLLECTED, "")]
    steps += [("in_transit", NEXT_HUB, _hub(chance[1], number)) for number in range(hubs)]
    steps += [("out_for_delivery", LAST_MILE, ""), ("delivered", LAST_MILE, "")]
    moment = shipped_at
    for byte, (kind, (least, most), place) in zip(chance[2:], steps, strict=False):
        moment += timedelta(minutes=least * 60 + byte * (most - least) * 60 // 255)
        yield Scan(kind, moment, place)


def _hub(start: int, number: int) -> str:
    return HUBS[(start + number) % len(HUBS)]
