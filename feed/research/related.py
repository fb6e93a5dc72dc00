"""What to read beside a note: another opinion of its products, and notes like it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from feed.models import Remark, SimilarNotes
from feed.ranking import packing
from feed.research import truth
from notes.models import Note, Verdict
from shop.models import Product

# More than are shown, since some may not be for this reader.
CANDIDATES = 24
MOST_PRODUCTS = 3
# The blocks that speak against a thing.
AGAINST = ("cons", "not_for")


@dataclass(frozen=True, slots=True)
class Beside:
    """Note ids, best first.

    :param other: notes about the same products that say the opposite of this one
    :param same: the other notes about the same products
    :param alike: notes that the same readers took up
    """

    other: list[int]
    same: list[int]
    alike: list[int]


def of(note: Note) -> Beside:
    """The public notes to read beside this one."""
    tagged = Product.objects.filter(product_tags__note=note).order_by("product_tags__position")
    products = list(tagged[:MOST_PRODUCTS])
    is_critical = _is_critical(note)
    other = _ids(note, [_opposite(product, is_critical) for product in products])
    same = _ids(note, [truth.honest(product) for product in products], but=other)
    return Beside(other, same, _alike(note, but=[*other, *same]))


def _is_critical(note: Note) -> bool:
    """Whether it names a weakness, or whom the thing does not suit."""
    verdicts = Verdict.objects.filter(note=note).exclude(cons=[], not_for=[])
    return verdicts.exists() or Remark.objects.filter(note=note, block__in=AGAINST).exists()


def _opposite(product: Product, is_critical: bool) -> QuerySet[Note]:
    """Critical notes beside praise; beside criticism the notes that find good in it alone."""
    if not is_critical:
        return truth.critical(product)
    praise = truth.honest(product).filter(verdict__cons=[], verdict__not_for=[])
    return praise.filter(~Q(verdict__pros=[]))


def _ids(note: Note, querysets: Sequence[QuerySet[Note]], *, but: Sequence[int] = ()) -> list[int]:
    left_out = {note.pk, *but}
    found = [pk for notes in querysets for pk in notes.values_list("pk", flat=True)[:CANDIDATES]]
    return [pk for pk in dict.fromkeys(found) if pk not in left_out][:CANDIDATES]


def _alike(note: Note, *, but: Sequence[int]) -> list[int]:
    """Its item-to-item list; where nobody took it up yet, the best of its channel."""
    row = SimilarNotes.objects.filter(note=note).values_list("cosine", flat=True).first()
    near = packing.unpack_pairs([row], CANDIDATES * 2)[0].ravel().tolist() if row else []
    ids = [int(pk) for pk in near if pk > 0 and pk != note.pk and pk not in but]
    if len(ids) < CANDIDATES:
        listed = Note.objects.listed_for(AnonymousUser()).filter(channel=note.channel)
        best = listed.exclude(pk__in=[note.pk, *but, *ids]).order_by("-score__rank", "-pk")
        ids += best.values_list("pk", flat=True)[: CANDIDATES - len(ids)]
    return ids[:CANDIDATES]
