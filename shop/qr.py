"""Codes for the scanner of a phone, drawn here: nobody else learns what is paid."""

from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 3


@dataclass(frozen=True, slots=True)
class Code:
    """:param path: the dark squares, for an SVG of `size` × `size`"""

    size: int
    path: str


def drawn(text: str) -> Code:
    """The text as a code, with the quiet edge that scanners need."""
    rows = segno.make(text, error="m", micro=False).matrix
    runs = [run for y, row in enumerate(rows, QUIET) for run in _dark(row, y)]
    return Code(len(rows) + 2 * QUIET, "".join(runs))


def _dark(row: bytearray | bytes, y: int) -> list[str]:
    x, runs = QUIET, []
    for dark, squares in groupby(row):
        count = len(list(squares))
        if dark:
            runs.append(f"M{x} {y}h{count}v1h-{count}z")
        x += count
    return runs
