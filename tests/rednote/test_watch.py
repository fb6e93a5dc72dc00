"""How soon the supervisor starts again what has died."""

import signal
from types import SimpleNamespace

import pytest

from rednote.supervisor import watch


@pytest.fixture
def clock(monkeypatch):
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(watch, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


class Mortal:
    """A process as the watch sees it."""

    name, log = "worker", "worker.log"

    def __init__(self, clock):
        self.clock = clock
        self.child = SimpleNamespace(returncode=None)
        self.start()

    def start(self):
        self.started_at, self.lives = self.clock.now, True

    def is_alive(self):
        return self.lives

    def sweep(self):
        """Nothing is left of it."""


def _pause(clock, guard, code):
    """Let it die so; seconds until it is started again."""
    mortal = guard.processes[0]
    mortal.lives, mortal.child.returncode = False, code
    died_at = clock.now
    while not mortal.lives:
        guard.once()
        clock.now += 0.1
    return clock.now - died_at


@pytest.fixture
def guard(clock):
    guard = watch.Watch(say=lambda words: None)
    guard.processes = [Mortal(clock)]
    return guard


@pytest.mark.parametrize("start", [0, 12, 40])
def test_what_dies_of_its_start_is_started_ever_more_rarely(clock, guard, start):
    pauses = []
    for _ in range(6):
        clock.now += start
        pauses.append(_pause(clock, guard, 1))
    assert pauses == sorted(pauses)
    assert pauses[-1] == pytest.approx(5, abs=0.3)


def test_what_is_killed_again_and_again_at_once_waits_too(clock, guard):
    pauses = [_pause(clock, guard, -signal.SIGKILL) for _ in range(6)]
    assert pauses[-1] == pytest.approx(5, abs=0.3)


@pytest.mark.parametrize("code", [0, -signal.SIGTERM, -signal.SIGKILL])
def test_what_is_killed_every_ten_seconds_or_so_is_back_at_once_each_time(clock, guard, code):
    for _ in range(6):
        clock.now += 10.1
        assert _pause(clock, guard, code) < 0.5


def test_what_fails_once_in_a_while_is_back_at_once_each_time(clock, guard):
    for _ in range(6):
        clock.now += 61
        assert _pause(clock, guard, 1) < 0.5
