"""From a draft to a note that readers meet, and back."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from core.errors import RuleViolation
from media.models import Picture, Upload
from notes.models import Note, NoteSlide
from notes.signals import note_published, note_withdrawn
from shop.models import Product


class NotPublishable(RuleViolation):
    """Something is missing; `errors` says it field by field."""

    code = "not_publishable"

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.errors = errors
        first = next(iter(errors))
        super().__init__(errors[first][0], field=first, detail={"errors": errors})


@transaction.atomic
def publish(note: Note, *, at: datetime) -> Note:
    """Show the note to its readers, at once or when its last picture is decoded.

    A repeat changes nothing; a note that was withdrawn keeps its first moment.

    :raises NotPublishable: with everything that is missing
    """
    locked = _locked(note)
    if locked.is_published:
        return locked
    check(locked, is_first=True)
    locked.status = Note.Status.PUBLISHED
    locked.published_at = locked.published_at or at
    locked.withdrawn_at = None
    locked.is_ready = False
    locked.revision += 1
    locked.save(update_fields=["status", "published_at", "withdrawn_at", "is_ready", "revision"])
    settle(locked)
    return locked


@transaction.atomic
def withdraw(note: Note, *, at: datetime) -> Note:
    """Take a published note back; readers find nothing there. A repeat changes nothing."""
    locked = _locked(note)
    if not locked.is_published:
        return locked
    locked.status, locked.withdrawn_at = Note.Status.WITHDRAWN, at
    locked.revision += 1
    locked.save(update_fields=["status", "withdrawn_at", "revision"])
    note_withdrawn.send(sender=Note, note=locked)
    return locked


def settle(note: Note) -> bool:
    """Bring is_ready to what the pictures say; tell when readers may meet the note from now on.

    The caller holds the note's lock.
    """
    is_ready = not note.slides.filter(picture__is_ready=False).exists()
    if is_ready == note.is_ready:
        return is_ready
    note.is_ready = is_ready
    Note.objects.filter(pk=note.pk).update(is_ready=is_ready)
    if is_ready and note.is_published:
        note_published.send(sender=Note, note=note)
    return is_ready


@transaction.atomic
def settle_with(picture: Picture) -> None:
    """Settle the published notes in which this picture stands."""
    waiting = Note.objects.filter(
        Exists(NoteSlide.objects.filter(note=OuterRef("pk"), picture=picture)),
        status=Note.Status.PUBLISHED,
        is_ready=False,
    )
    for note in waiting.order_by("pk").select_for_update():
        settle(note)


def settle_waiting(*, limit: int = 200) -> int:
    """Settle published notes whose pictures are all decoded, however the news was lost."""
    pending = NoteSlide.objects.filter(note=OuterRef("pk"), picture__is_ready=False)
    waiting = Note.objects.filter(~Exists(pending), status=Note.Status.PUBLISHED, is_ready=False)
    settled = 0
    for pk in waiting.order_by("pk").values_list("pk", flat=True)[:limit]:
        with transaction.atomic():
            note = Note.objects.select_for_update().get(pk=pk)
            settled += note.is_published and settle(note)
    return settled


def check(note: Note, *, is_first: bool) -> None:
    """Hold the note to what readers may expect of a published one.

    :param is_first: also that all its products are on sale; later they may sell out of season
    :raises NotPublishable: with everything that is missing
    """
    errors: dict[str, list[str]] = {}
    if complaints := _slide_complaints(note):
        errors["slides"] = complaints
    if not (note.title or note.body):
        errors["title"] = [_("Write a title or a text.")]
    if not note.channel:
        errors["channel"] = [_("Choose a channel: it is where readers will find the note.")]
    if is_first and (complaints := _tag_complaints(note)):
        errors["tags"] = complaints
    if errors:
        raise NotPublishable(errors)


def not_on_sale(product: Product | None) -> str:
    if product is None:
        return _("A tagged product does not exist any more. Please take the tag away.")
    return _("“%(title)s” is not on sale. Please take the tag away.") % {"title": product.title}


def _slide_complaints(note: Note) -> list[str]:
    slides = list(note.slides.select_related("picture__upload"))
    if not slides:
        return [_("Add at least one picture.")]
    return [
        _("“%(name)s” could not be used. Take it out, or choose another.")
        % {"name": slide.picture.upload.name or slide.position + 1}
        for slide in slides
        if slide.picture.upload.status == Upload.Status.REFUSED
    ]


def _tag_complaints(note: Note) -> list[str]:
    sold = set(Product.objects.on_sale().filter(product_tags__note=note).values_list("pk"))
    return [
        not_on_sale(tag.product)
        for tag in note.product_tags.select_related("product")
        if (tag.product_id,) not in sold
    ]


def _locked(note: Note) -> Note:
    return Note.objects.select_for_update(of=["self"]).select_related("author").get(pk=note.pk)
