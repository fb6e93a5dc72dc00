"""The worker's doors to accounts."""

from celery import shared_task
from django.utils import timezone

from accounts.services import limits


@shared_task
def sweep_limits() -> int:
    """Forget the counts of windows that are over."""
    return limits.sweep(at=timezone.now())
