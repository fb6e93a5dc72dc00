"""How soon the supervisor starts again what has died."""

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

    name, child, log = "worker", None, "worker.log"

    def __init__(self, clock):
        self.clock = clock
        self.start()

    def start(self):
        self.started_at, self.lives = self.clock.now, True

    def is_alive(self):
        return self.lives

    def sweep(self):
        """Nothing is left of it."""


def _pause(clock, mortal, guard):
    """Let it die; seconds until it is started again."""
    mortal.lives = False
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


def test_what_dies_of_its_start_is_started_ever_more_rarely(clock, guard):
    pauses = [_pause(clock, guard.processes[0], guard) for _ in range(6)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == pytest.approx(5, abs=0.3)


def test_what_is_killed_every_half_minute_is_back_at_once_each_time(clock, guard):
    for _ in range(6):
        clock.now += 15
        assert _pause(clock, guard.processes[0], guard) < 0.5
