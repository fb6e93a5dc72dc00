"""Writing: a whole document becomes rows in one transaction, and no second tab is overwritten."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from media.models import Picture
from notes.models import Note, NoteSlide, NoteTally, ProductTag
from notes.services import document as documents
from notes.services import opinions, publishing, topics
from notes.services.document import Document, InvalidNote, Slide, Tag
from notes.signals import note_changed
from shop.models import Product

_TEXTS = ("title", "body", "channel", "visibility", "language")


class EditConflict(RuleViolation):
    """The note was changed elsewhere since this editor loaded it."""

    code = "edit_conflict"

    def __init__(self, note: Note) -> None:
        super().__init__(
            _("This note was changed in another window meanwhile. Load it again, or keep yours."),
            field="revision",
            detail={"revision": note.revision},
        )


class StillPublished(RuleViolation):
    code = "still_published"


@transaction.atomic
def create(*, author: User, document: Document, acted_by: User | None = None) -> Note:
    """Store a new draft.

    :raises InvalidNote: if a limit is passed, or a picture or product is not the author's to use
    """
    document = documents.checked(document)
    note = Note(author=author, acted_by=acted_by)
    slides, tags = _resolved(note, document, set())
    _write_texts(note, document)
    note.save()
    NoteTally.objects.create(note=note)
    _write_parts(note, document, slides, tags)
    return note


@transaction.atomic
def save(note: Note, *, document: Document, revision: int | None) -> Note:
    """Store the document in place of what was there. The same document again changes nothing.

    :param revision: the revision that the author saw; None to overwrite whatever is there
    :raises EditConflict: if the note has moved on since
    :raises InvalidNote: as for `create`; for a published note also what publishing refuses
    """
    locked = Note.objects.select_for_update(of=["self"]).select_related("author").get(pk=note.pk)
    if revision is not None and locked.revision != revision:
        raise EditConflict(locked)
    document = documents.checked(document)
    before = documents.of(locked)
    if document == before:
        return locked
    slides, tags = _resolved(locked, document, {tag.product for tag in before.tags})
    _write_texts(locked, document)
    locked.revision += 1
    locked.save(update_fields=[*_TEXTS, "revision", "edited_at"])
    _write_parts(locked, document, slides, tags)
    if locked.is_published:
        publishing.check(locked, is_first=False)
        note_changed.send(sender=Note, note=locked)
        publishing.settle(locked)
    return locked


@transaction.atomic
def discard(note: Note) -> None:
    """Delete a draft that nobody else has ever seen.

    :raises StillPublished: once it was published: withdraw it instead
    """
    locked = Note.objects.select_for_update().filter(pk=note.pk).first()
    if locked is None:
        return
    if locked.published_at is not None:
        raise StillPublished(_("This note has been published. You can withdraw it."))
    locked.delete()


def _write_texts(note: Note, document: Document) -> None:
    for name in _TEXTS:
        setattr(note, name, getattr(document, name))


def _resolved(
    note: Note, document: Document, tagged_before: set[str]
) -> tuple[dict[UUID, Picture], dict[str, Product]]:
    """Look up pictures and products, and refuse those that this author may not use."""
    errors: dict[str, list[str]] = {"slides": [], "tags": []}
    pictures = _pictures(note, document.slides, errors["slides"])
    products = _products(note, document.tags, tagged_before, errors["tags"])
    if any(errors.values()):
        raise InvalidNote(errors)
    return pictures, products


def _pictures(note: Note, slides: list[Slide], complaints: list[str]) -> dict[UUID, Picture]:
    owners = {note.author_id, note.acted_by_id} - {None}
    found = {
        picture.upload_id: picture
        for picture in Picture.objects.filter(
            upload_id__in=[slide.upload for slide in slides],
            owner_id__in=owners,
            upload__is_private=False,
        )
    }
    for number, slide in enumerate(slides, start=1):
        if slide.upload not in found:
            complaints.append(
                _("Picture %(number)s is none of your uploads. Please add it again.")
                % {"number": number}
            )
    return found


def _products(
    note: Note, tags: list[Tag], tagged_before: set[str], complaints: list[str]
) -> dict[str, Product]:
    ids = [tag.product for tag in tags]
    found = {
        product.public_id: product
        for product in Product.objects.filter(public_id__in=ids).select_related("store")
    }
    on_sale = set(Product.objects.on_sale().filter(public_id__in=ids).values_list("pk", flat=True))
    for tag in tags:
        product = found.get(tag.product)
        if product is None or (product.pk not in on_sale and tag.product not in tagged_before):
            complaints.append(publishing.not_on_sale(product))
        elif product.store.account_id == note.author_id and tag.relation != "own_brand":
            complaints.append(
                _("“%(title)s” is sold in your own store: choose “My own brand”.")
                % {"title": product.title}
            )
    return found


def _write_parts(
    note: Note,
    document: Document,
    pictures: dict[UUID, Picture],
    products: dict[str, Product],
) -> None:
    """Slides, tags, verdict and topics anew; the caller holds the note's lock."""
    note.product_tags.all().delete()
    note.slides.all().delete()
    slides = NoteSlide.objects.bulk_create(
        NoteSlide(note=note, picture=pictures[slide.upload], position=i, alt=slide.alt)
        for i, slide in enumerate(document.slides)
    )
    ProductTag.objects.bulk_create(
        ProductTag(
            note=note,
            product=products[tag.product],
            slide=None if tag.slide is None else slides[tag.slide],
            x=tag.x,
            y=tag.y,
            relation=tag.relation,
            position=i,
        )
        for i, tag in enumerate(document.tags)
    )
    opinions.write(note, document.verdict, products)
    topics.attach(note, document.topics)
