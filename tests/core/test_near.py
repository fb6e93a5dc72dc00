"""What a process keeps at hand is there, is never too old, and never grows without end."""

import pytest

from core import near
from core.near import Near


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 1000.0

    monkeypatch.setattr(near.time, "monotonic", lambda: Clock.now)
    return Clock


def test_what_was_put_is_at_hand(clock):
    words = Near(seconds=60, most=100)
    words.put_many({"a": "tea", "b": "cup"})

    assert words.get_many(["b", "c", "a"]) == {"b": "cup", "a": "tea"}
    words.forget()
    assert words.get_many(["a"]) == {}


@pytest.mark.parametrize("visits", [[], [29], [31], [59], [29, 31], [10, 20, 30, 40, 50]])
def test_nothing_is_older_than_said_whenever_somebody_comes_by(clock, visits):
    words = Near(seconds=60, most=100)
    for put in (0, 1, 29):
        words.forget()
        clock.now = 1000.0 + put
        words._turned = 1000.0
        words.put_many({"a": "tea"})
        for visit in visits:
            if visit > put:
                clock.now = 1000.0 + visit
                assert words.get_many(["a"])
        clock.now = 1000.0 + put + 60.001
        assert words.get_many(["a"]) == {}


def test_it_holds_no_more_than_it_may(clock):
    words = Near(seconds=60, most=10)
    for number in range(100):
        words.put_many({str(number): "tea"})
        words.get_many(["0"])

    assert len(words.get_many(map(str, range(100)))) <= 10
    assert words.get_many(["99"]) == {"99": "tea"}
