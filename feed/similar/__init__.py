"""Which notes and readers are alike, as pure arithmetic: no ORM, no clock. See docs/ranking.md."""
