"""Products, stores, people and topics in the index, and their names among the suggestions."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.db.models import Count, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from feed.models import SearchEntry, SearchTerm
from feed.search import pinyin, vectors, words
from notes.models import Note, NoteTopic, ProductTag, Topic
from shop.models import Product, Store

_BATCH = 1000
_SHOWN = {
    "status": Note.Status.PUBLISHED,
    "visibility": Note.Visibility.PUBLIC,
    "is_ready": True,
    "hidden_at": None,
    "author__is_active": True,
}
_PUBLIC = Q(**_SHOWN)
_OF_PUBLIC = Q(**{f"note__{name}": value for name, value in _SHOWN.items()})


@dataclass(frozen=True)
class Kind:
    """How one kind is found.

    :param listed: what anybody may meet, with `uses`: the public notes behind each
    :param fields: its texts by weight
    :param base: what a name weighs among suggestions by itself
    """

    model: type[Model]
    listed: Callable[[], QuerySet]
    fields: Callable[[Any], dict[str, str]]
    base: float = 0.0


def _with_uses(rows: QuerySet, notes: QuerySet, by: str) -> QuerySet:
    counted = notes.values(by).order_by().annotate(n=Count("pk")).values("n")
    return rows.annotate(uses=Coalesce(Subquery(counted), 0))


def _products() -> QuerySet:
    tags = ProductTag.objects.filter(_OF_PUBLIC, product=OuterRef("pk"))
    products = Product.objects.listed_for(None).select_related("store", "category")
    return _with_uses(products, tags, "product")


def _stores() -> QuerySet:
    notes = Note.objects.filter(_PUBLIC, author=OuterRef("account"))
    stores = Store.objects.listed_for(None).select_related("account")
    return _with_uses(stores, notes, "author")


def _people() -> QuerySet:
    notes = Note.objects.filter(_PUBLIC, author=OuterRef("pk"))
    return _with_uses(User.objects.listed_for(None), notes, "author")


def _topics() -> QuerySet:
    used = NoteTopic.objects.filter(_OF_PUBLIC, topic=OuterRef("pk"))
    return _with_uses(Topic.objects.all(), used, "topic").filter(uses__gt=0)


def _product_fields(row: Product) -> dict[str, str]:
    category = f"{row.category.name_zh} {row.category.name_en}"
    around = f"{row.store.name} {category}"
    return {"A": row.title, "B": around, "C": row.description}


def _store_fields(row: Store) -> dict[str, str]:
    return {"A": row.name, "B": f"{row.slug} {row.account.handle}", "C": row.description}


def _person_fields(row: User) -> dict[str, str]:
    return {"A": f"{row.get_full_name()} {row.handle}", "B": row.verified_as, "C": row.bio}


KINDS: dict[str, Kind] = {
    "product": Kind(Product, _products, _product_fields, base=0.5),
    "store": Kind(Store, _stores, _store_fields, base=1.0),
    "user": Kind(User, _people, _person_fields),
    "topic": Kind(Topic, _topics, lambda row: {"A": row.name}, base=1.0),
}


def write(kind: str, refs: Iterable[int], *, at: datetime) -> int:
    """Bring the entries and names of these to what they are now; drop what nobody may meet.

    What has not changed is not written. How many rows changed.
    """
    wanted = set(refs)
    rows = list(KINDS[kind].listed().filter(pk__in=wanted).order_by("pk"))
    known = SearchEntry.objects.filter(kind=kind, ref__in=wanted)
    digests = dict(known.values_list("ref", "digest"))
    gone = set(digests) - {row.pk for row in rows}
    if gone:
        known.filter(ref__in=gone).delete()
        SearchTerm.objects.filter(kind=kind, ref__in=gone).delete()
    made = [_entry(kind, row, at) for row in rows]
    changed = [entry for entry in made if entry.digest != digests.get(entry.ref)]
    if changed:
        names = {row.pk: KINDS[kind].fields(row)["A"] for row in rows}
        _store(kind, changed, names)
    return len(changed) + len(gone)


def repair(kind: str, first: int, last: int, *, at: datetime) -> int:
    """Write what in this slice is not as it should be."""
    listed = KINDS[kind].listed().filter(pk__gte=first, pk__lt=last)
    known = SearchEntry.objects.filter(kind=kind, ref__gte=first, ref__lt=last)
    refs = {*listed.values_list("pk", flat=True), *known.values_list("ref", flat=True)}
    return write(kind, refs, at=at)


def rebuild(kind: str, *, at: datetime) -> int:
    """Write all of one kind anew; how many there are."""
    SearchEntry.objects.filter(kind=kind).update(digest="")
    refs = set(KINDS[kind].listed().values_list("pk", flat=True))
    refs |= set(SearchEntry.objects.filter(kind=kind).values_list("ref", flat=True))
    every = sorted(refs)
    for start in range(0, len(every), _BATCH):
        write(kind, every[start : start + _BATCH], at=at)
    return SearchEntry.objects.filter(kind=kind).count()


def _entry(kind: str, row: Any, at: datetime) -> SearchEntry:
    texts = KINDS[kind].fields(row)
    fields = {weight: words.in_document(text) for weight, text in texts.items()}
    # A name is found by a single one of its Chinese characters.
    fields["D"] = words.characters(texts["A"])
    uses: int = row.uses
    document = vectors.document(fields, marks=[f"k{kind}"])
    digest = blake2b(f"{uses.bit_length()}|{texts}".encode(), digest_size=8).hexdigest()
    return SearchEntry(
        kind=kind, ref=row.pk, document=document, digest=digest, notes=uses, written_at=at
    )


def _store(kind: str, entries: list[SearchEntry], names: dict[int, str]) -> None:
    SearchEntry.objects.bulk_create(
        entries,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["kind", "ref"],
        update_fields=["document", "digest", "notes", "written_at"],
    )
    terms = [_term(kind, entry, names[entry.ref]) for entry in entries]
    keys = {(term.ref, term.key) for term in terms}
    old = SearchTerm.objects.filter(kind=kind, ref__in=[entry.ref for entry in entries])
    stale = [pk for pk, *name in old.values_list("pk", "ref", "key") if tuple(name) not in keys]
    SearchTerm.objects.filter(pk__in=stale).delete()
    SearchTerm.objects.bulk_create(
        [term for term in terms if term.key],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["kind", "ref", "key"],
        update_fields=["text", "weight", "pinyin", "initials"],
    )


def _term(kind: str, entry: SearchEntry, name: str) -> SearchTerm:
    text = words.cleaned(name)
    full, initials = pinyin.spelled(text)
    return SearchTerm(
        kind=kind,
        ref=entry.ref,
        text=text,
        key=words.key_of(text),
        pinyin=full,
        initials=initials,
        weight=KINDS[kind].base + math.log1p(entry.notes),
    )
