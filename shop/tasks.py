"""The shop's sweeps. Each may run twice, at once, or late: the rows say what is owed."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

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
    verification,
)
from shop.services.aftersales import deadlines as case_deadlines


@shared_task
def close_unpaid() -> int:
    """Begin to close what was not paid in time, and go on with what is closing."""
    at = timezone.now()
    return closing.expire_due(at=at) + closing.settle_closing(at=at)


@shared_task
def reconcile_payments() -> int:
    return closing.reconcile(at=timezone.now())


@shared_task
def submit_refunds() -> int:
    return refunds.submit_due(at=timezone.now())


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
