"""The score as pure arithmetic: no ORM, no clock. Formulas: docs/ranking.md."""
