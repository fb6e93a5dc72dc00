"""What the shop wants to know of a carrier. Pure: neither database nor clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Scan:
    """One sighting of a parcel.

    :param kind: one of `TrackingEvent.Kind`
    """

    kind: str
    at: datetime
    place: str = ""


class Tracker(Protocol):
    """Knows where parcels are. Anything it raises counts as "nothing new is known"."""

    def scans(
        self, *, carrier: str, tracking: str, shipped_at: datetime, at: datetime
    ) -> Sequence[Scan]:
        """All that is known of the parcel by now, the oldest first; a repeat may know more."""
        ...
