"""Starts the decoding child under its limits, and turns whatever happens into plain values."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

CHILD = Path(__file__).with_name("decode_child.py")
MEMORY = 512 << 20  # bytes of address space
SECONDS = 5  # of processor time
PATIENCE = 20  # seconds on the clock, for a machine that is busy elsewhere
PIXELS = 50_000_000
WIDTHS = (360, 720, 1440)

# What the child can say about a file: trying again would not change it.
FINAL = frozenset({"too_many_pixels", "unsupported_format", "damaged", "too_costly"})


class Undecodable(Exception):
    """The child gave no picture.

    :param code: a stable word, see media.refusals
    :param is_final: whether the file itself is to blame, so that a repeat is in vain
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.is_final = code in FINAL


@dataclass(frozen=True, slots=True)
class DecodedFile:
    format: str
    width: int
    height: int
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Decoded:
    width: int
    height: int
    colour: str
    phash: int
    files: tuple[DecodedFile, ...]


def decode(
    source: Path, *, target: Path, formats: tuple[str, ...], widths: tuple[int, ...] = WIDTHS
) -> Decoded:
    """Rebuild the picture in a child process; its renditions lie in the target folder.

    :raises Undecodable: if the file is no picture we take, or the child died over it
    """
    job = {
        "source": str(source),
        "target": str(target),
        "formats": formats,
        "widths": widths,
        "pixels": PIXELS,
        "memory": MEMORY,
        "seconds": SECONDS,
    }
    answer = _run(job)
    if "error" in answer:
        raise Undecodable(answer["error"])
    files = tuple(DecodedFile(**file) for file in answer.pop("files"))
    return Decoded(files=files, **answer)


def _run(job: dict[str, object]) -> dict:
    try:
        # -I: nothing from the environment or the working folder is imported.
        done = subprocess.run(
            [sys.executable, "-I", str(CHILD)],
            input=json.dumps(job).encode(),
            capture_output=True,
            timeout=PATIENCE,
            cwd="/",
            env={"MALLOC_ARENA_MAX": "2", "LC_ALL": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise Undecodable("timed_out") from late
    if done.returncode < 0:
        # Killed by a signal: by the limit on processor time, or by the system.
        raise Undecodable("too_costly" if -done.returncode in _COSTLY else "crashed")
    try:
        return json.loads(done.stdout)
    except ValueError as silence:
        raise Undecodable("crashed") from silence


_COSTLY = (9, 24)  # SIGKILL at the hard limit, SIGXCPU at the soft one
