"""What processes cost, read from /proc and from their clocks."""

import time
from pathlib import Path

# The clock of all the time that another process has run: the kernel's CPUCLOCK_SCHED.
_RUN_TIME = 2


def tree(pid: int) -> list[int]:
    """The process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [below for child in task.read_text().split() for below in tree(int(child))]
    return found


def cpu_seconds(pids: list[int]) -> float:
    """User and system time so far, ended threads included, to the microsecond."""
    return sum(time.clock_gettime((~pid << 3) | _RUN_TIME) for pid in pids)


def pss_mb(pid: int) -> float:
    """Proportional memory of a process and all below it."""
    return sum(_pss(each) for each in tree(pid)) / 1024


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        # A short-lived child that has ended since it was listed.
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
