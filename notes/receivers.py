"""News from below: pictures that are decoded, and badges that come and go."""

from django.dispatch import receiver

from core.wakeups import wake
from media.signals import picture_ready
from notes import tasks
from notes.services import publishing
from shop.signals import store_verified


@receiver(picture_ready)
def settle_notes(sender, picture, **kwargs):
    publishing.settle_with(picture)


@receiver(store_verified)
def show_badge(sender, store, **kwargs):
    wake(tasks.forget_cards_of, store.account_id)
