"""The verdict blocks of a note: read, held to their limits, written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from notes import text
from notes.models import Note, Verdict
from shop.models import Product

MOST_POINTS = 5
MOST_CHARACTERS = 40
MOST_WEEKS = 1040
# A hundred million yuan in fen: beyond it somebody mistyped.
MOST_MINOR = 10**10


@dataclass(frozen=True, slots=True)
class Opinion:
    """The verdict blocks as they are written; all of it may stay empty.

    :param product: which of the tagged products is meant; empty: the first
    :param price_paid: in minor units
    """

    product: str = ""
    pros: tuple[str, ...] = ()
    cons: tuple[str, ...] = ()
    suits: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    used_weeks: int | None = None
    price_paid: int | None = None

    def says_something(self) -> bool:
        """Whether there is anything to store."""
        facts = (self.used_weeks, self.price_paid)
        return any(getattr(self, name) for name in Verdict.POINTS) or facts != (None, None)


def of(note: Note) -> Opinion:
    """The note's verdict as it is stored; an empty one where there is none."""
    verdict = Verdict.objects.filter(note=note).select_related("product").first()
    if verdict is None:
        return Opinion()
    points = {name: tuple(getattr(verdict, name)) for name in Verdict.POINTS}
    return Opinion(
        product=verdict.product.public_id if verdict.product else "",
        used_weeks=verdict.used_weeks,
        price_paid=verdict.price_paid,
        **points,
    )


def checked(opinion: Opinion, tagged: Sequence[str]) -> tuple[Opinion, list[str]]:
    """The opinion in its stored form, and what is wrong with it.

    :param tagged: the public ids of the note's products, the first one first
    """
    if not opinion.says_something():
        return Opinion(), []
    complaints: list[str] = []
    points = {name: _points(getattr(opinion, name), complaints) for name in Verdict.POINTS}
    _check_number(opinion.used_weeks, 1, MOST_WEEKS, complaints)
    _check_number(opinion.price_paid, 0, MOST_MINOR, complaints)
    product = opinion.product or next(iter(tagged), "")
    if opinion.product and opinion.product not in tagged:
        complaints.append(_("The verdict is about a product that the note does not tag."))
    kept = Opinion(
        product=product,
        used_weeks=opinion.used_weeks,
        price_paid=opinion.price_paid,
        **points,
    )
    return kept, complaints


def write(note: Note, opinion: Opinion, products: Mapping[str, Product]) -> None:
    """Store the opinion in place of what was there; the caller holds the note's lock."""
    if not opinion.says_something():
        Verdict.objects.filter(note=note).delete()
        return
    facts = {name: list(getattr(opinion, name)) for name in Verdict.POINTS}
    Verdict.objects.update_or_create(
        note=note,
        defaults={
            "product": products.get(opinion.product),
            "used_weeks": opinion.used_weeks,
            "price_paid": opinion.price_paid,
            **facts,
        },
    )


def _points(written: Iterable[str], complaints: list[str]) -> tuple[str, ...]:
    points = []
    for point in written:
        try:
            points.append(text.cleaned_line(point))
        except text.Unwritable:
            complaints.append(_("There are control characters in it that cannot be stored."))
    kept = tuple(dict.fromkeys(point for point in points if point))
    if len(kept) > MOST_POINTS:
        complaints.append(_("%(most)s points a block at most.") % {"most": MOST_POINTS})
    for point in kept:
        if text.body_length(point) > MOST_CHARACTERS:
            complaints.append(
                _("“%(point)s” is too long: %(most)s characters a point.")
                % {"point": point[:MOST_CHARACTERS], "most": MOST_CHARACTERS}
            )
    return kept


def _check_number(value: int | None, least: int, most: int, complaints: list[str]) -> None:
    if value is not None and not least <= value <= most:
        complaints.append(
            _("%(value)s is not between %(least)s and %(most)s.")
            % {"value": value, "least": least, "most": most}
        )
