"""News from notes and shop becomes rows in the same transaction; a worker folds them in."""

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from core.wakeups import wake
from feed import scoring, tasks
from feed.models import News
from feed.ranking import listing, pool, worth
from feed.search import index
from notes import signals as note_signals
from notes.models import Note
from shop import signals as shop_signals
from shop.models import OrderLine

ENGAGEMENT = ("like", "save", "share", "hide", "report")


@receiver([note_signals.note_published, note_signals.note_changed])
def enlist(sender, note, **kwargs):
    listing.enlist(note, at=timezone.now())
    transaction.on_commit(pool.tell_change, robust=True)
    wake(tasks.refresh_lists)


@receiver(note_signals.note_withdrawn)
def delist(sender, note, **kwargs):
    listing.delist(note)
    transaction.on_commit(pool.tell_change, robust=True)
    wake(tasks.refresh_lists)


@receiver(note_signals.note_engaged)
def remember(sender, note, reader, kind, at, undone=False, **kwargs):
    """Write what the act is worth; one's own acts count nothing."""
    if kind == "comment":
        act = worth.withdrawn if undone else worth.written
        act(kwargs["comment"], note=note)
        wake(tasks.fold)
    elif kind in ENGAGEMENT and reader.pk != note.author_id:
        times = -1 if undone else 1
        # Taken back at the moment of the act, so that nothing of it is left.
        moment = kwargs.get("acted_at") or at if undone else at
        _write(note.pk, reader.pk, kind, times, moment)
        wake(tasks.fold)


@receiver(shop_signals.order_paid)
def credit_purchase(sender, group, **kwargs):
    """The notes that led to what was bought, each once an order."""
    sources = OrderLine.objects.filter(order__group=group).exclude(source="").values_list("source")
    notes = Note.objects.filter(public_id__in=sources).exclude(author=group.buyer_id)
    at = group.paid_at or timezone.now()
    for note_id in notes.values_list("pk", flat=True):
        _write(note_id, group.buyer_id, "purchase", 1, at)
        wake(tasks.fold)


def _write(note_id, reader_id, kind, times, at) -> None:
    value = times * scoring.event_value(kind)
    News.objects.create(
        note_id=note_id, reader_id=reader_id, kind=kind, engaged=value, acts=times, at=at
    )


@receiver([note_signals.note_published, note_signals.note_changed, note_signals.note_withdrawn])
def mark_for_search(sender, note, **kwargs):
    index.mark("note", note.pk)
    wake(tasks.index_search)


@receiver(note_signals.note_engaged)
def mark_answered(sender, note, reader, kind, **kwargs):
    """An author who answers makes the note a fuller one."""
    if kind == "comment" and reader.pk == note.author_id:
        index.mark("note", note.pk)


@receiver(shop_signals.product_changed)
def mark_product_for_search(sender, product, **kwargs):
    index.mark("product", product.pk)
    wake(tasks.index_search)
