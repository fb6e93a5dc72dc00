"""Place, pay, ship and refund in any order: the books balance after every step."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from shop.services import moves, stock
from tests.shop.trade import TradeMachine

pytestmark = pytest.mark.django_db
COMMON = {"deadline": None, "suppress_health_check": list(HealthCheck)}


def test_three_hundred_steps_leave_the_books_balanced():
    run_state_machine_as_test(
        TradeMachine, settings=settings(max_examples=10, stateful_step_count=30, **COMMON)
    )


@pytest.mark.long
def test_ten_thousand_steps_leave_the_books_balanced():
    run_state_machine_as_test(
        TradeMachine, settings=settings(max_examples=200, stateful_step_count=50, **COMMON)
    )


def test_the_random_search_finds_a_release_that_forgets_the_stock(monkeypatch):
    """The positive control of the search itself: what is broken on purpose does not escape it."""

    def forgetful(holds, *, at):
        moves.move_all(list(holds), "release", at=at)

    monkeypatch.setattr(stock, "release", forgetful)
    search = settings(
        max_examples=200,
        stateful_step_count=30,
        # The same search each time, and no time spent on the shortest way there.
        derandomize=True,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        **COMMON,
    )
    with pytest.raises(AssertionError, match="held and committed are not what the holds say"):
        run_state_machine_as_test(TradeMachine, settings=search)


def test_the_machine_finds_stock_that_is_never_promised(monkeypatch):
    """The positive control, by one way through the rules: a capture that promises no stock."""
    monkeypatch.setattr(stock, "commit", lambda *args, **kwargs: None)
    machine = TradeMachine()
    machine.open_shop()
    number = machine.place([1, 0, 0])
    machine.open(number)
    machine.the_books_balance()
    machine.decide(number, "approve")
    machine.look(number)
    with pytest.raises(AssertionError, match="a hold in another state than its order"):
        machine.the_books_balance()
    machine.teardown()
