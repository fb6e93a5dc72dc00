"""A note can be the review: by the same person, about the same product."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import Reader, User
from core.errors import RuleViolation
from notes.models import Note, ReviewNote
from shop.models import Product, Review


class UnfitNote(RuleViolation):
    code = "unfit_note"
    status = 400


def tellable(author: User, product: Product) -> list[Note]:
    """One's published notes that tag the product and tell no review yet, the newest first.

    One whose pictures are still being made ready counts: others meet it once they are.
    """
    mine = Note.objects.released().filter(author=author, product_tags__product=product)
    return list(mine.filter(tells_review=None).distinct().order_by("-pk")[:20])


def tell(note: Note, *, review: Review) -> ReviewNote:
    """Let this note tell the review; a repeat changes nothing, another note takes its place.

    :raises UnfitNote: if it is somebody else's, not published, or about something else
    """
    fits = Note.objects.released().filter(
        pk=note.pk, author=review.author_id, product_tags__product=review.product_id
    )
    taken = ReviewNote.objects.filter(note=note).exclude(review=review)
    if not fits.exists() or taken.exists():
        raise UnfitNote(
            _("Choose a published note of yours that shows this product."), field="note"
        )
    return ReviewNote.objects.update_or_create(review=review, defaults={"note": note})[0]


def notes_of(reviews: Iterable[Review], *, reader: Reader) -> dict[int, Note]:
    """The note of each review, where this reader may open it."""
    rows = ReviewNote.objects.filter(
        review__in=list(reviews), note__in=Note.objects.visible_to(reader)
    )
    return {row.review_id: row.note for row in rows.select_related("note")}
