"""The shop's sweeps. Each may run twice, at once, or late: the rows say what is owed.

Those that ask providers take turns: the next is a message of its own, behind whoever waits.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from celery import Task, shared_task
from django.conf import settings
from django.utils import timezone

from core.wakeups import wake
from shop.gateways import test as test_provider
from shop.services import (
    bestsellers,
    booking_gaps,
    cart,
    catalogue,
    closing,
    deadlines,
    deals,
    pdf_papers,
    refunds,
    tracking,
    turns,
    verification,
)
from shop.services.aftersales import deadlines as case_deadlines

# Seconds for which the turns of a round follow each other. Soon after, beat begins the next one,
# which goes on with what was asked longest ago: two at once would ask twice.
ROUNDS = {
    "shop.tasks.close_unpaid": 10,
    "shop.tasks.reconcile_payments": 25,
    "shop.tasks.submit_refunds": 25,
}


@shared_task
def close_unpaid(began_at: str = "") -> int:
    """Begin to close what was not paid in time, and go on with what is closing."""
    return _turn(close_unpaid, _close, began_at)


def _close(*, at: datetime, turn: turns.Turn) -> int:
    return closing.expire_due(at=at, turn=turn) + closing.settle_closing(at=at, turn=turn)


@shared_task
def reconcile_payments(began_at: str = "") -> int:
    """Ask after open payments, one turn of a round."""
    return _turn(reconcile_payments, closing.reconcile, began_at)


@shared_task
def submit_refunds(began_at: str = "") -> int:
    """Send refunds and ask after them, one turn of a round."""
    return _turn(submit_refunds, refunds.submit_due, began_at)


def _turn(task: Task, sweep: Callable[..., int], began_at: str) -> int:
    at = timezone.now()
    turn = turns.Turn(began_at=datetime.fromisoformat(began_at) if began_at else None)
    done = sweep(at=at, turn=turn)
    began = turn.began_at or at
    if turn.is_cut and timezone.now() - began < timedelta(seconds=ROUNDS[task.name]):
        wake(task, began.isoformat())
    return done


@shared_task
def match_bills() -> int:
    """Compare yesterday with the bill of every provider."""
    at = timezone.now()
    return sum(closing.match_bill(provider, at=at) for provider in settings.SHOP["GATEWAYS"])


@shared_task
def call_back_from_test_provider(out_trade_no: str) -> bool:
    """The demo's provider telling the shop what its payer did."""
    return test_provider.call_back(out_trade_no)


@shared_task
def book_missing() -> int:
    """Put into the ledger what is not there yet; nothing, as a rule."""
    return booking_gaps.book_missing(at=timezone.now())


@shared_task
def sweep_guest_carts() -> int:
    """Delete guests' carts that nobody has touched for long."""
    return cart.sweep_guests(at=timezone.now())


@shared_task
def settle_prices() -> int:
    """Show what sales and deals have started or ended, and write the sales down."""
    return catalogue.settle_prices() + catalogue.settle_deals()


@shared_task
def sweep_badges() -> int:
    """Take the badge from stores whose verification has run out."""
    return verification.sweep_expired(at=timezone.now())


@shared_task
def sweep_orphaned_papers() -> int:
    """Remove PDFs that no verification knows."""
    return pdf_papers.sweep_orphans(at=timezone.now())


@shared_task
def recount_sales() -> int:
    """Write down how many people bought each product lately."""
    return bestsellers.recount(at=timezone.now())


@shared_task
def keep_order_deadlines() -> int:
    """Late marks, receipts, completions, and the money of what was never shipped."""
    return deadlines.run(at=timezone.now())


@shared_task
def track_parcels() -> int:
    """Ask the carriers where parcels are."""
    return tracking.poll(at=timezone.now())


@shared_task
def return_unsold() -> int:
    """Bring back what flash deals that are over have not sold."""
    return deals.sweep(at=timezone.now())


@shared_task
def keep_case_deadlines() -> int:
    """Act on after-sales cases for those who say nothing, and end those that are settled."""
    return case_deadlines.run(at=timezone.now())
