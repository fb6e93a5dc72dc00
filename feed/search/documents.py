"""Notes as search documents: what is written of a note, and by what it can be narrowed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, QuerySet

from feed import text_signals
from feed.models import ChannelMean, NoteScore, SearchDocument
from feed.search import vectors, words, worth
from feed.weights import weight
from notes.models import Comment, Note, NoteSlide, NoteTally, NoteTopic, ProductTag, Verdict
from shop.models import OrderLine, Product, Store, StoreOrder

# Until this order is in the buyer's hands the note does not say "bought".
IN_HAND = (StoreOrder.Status.RECEIVED, StoreOrder.Status.COMPLETED)


@dataclass
class Around:
    """What stands around notes, each by note."""

    topics: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    products: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    prices: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    relations: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    alts: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[int, int] = field(default_factory=dict)
    verified: set[int] = field(default_factory=set)
    tallies: dict[int, NoteTally] = field(default_factory=dict)
    scores: dict[int, NoteScore] = field(default_factory=dict)
    verdicts: dict[int, Verdict] = field(default_factory=dict)


def searchable() -> QuerySet[Note]:
    """The notes that somebody may meet by search; who may is asked with every answer."""
    open_to_some = (Note.Visibility.PUBLIC, Note.Visibility.FOLLOWERS)
    return Note.objects.published().filter(author__is_active=True, visibility__in=open_to_some)


def write(note_ids: Iterable[int], *, at: datetime) -> int:
    """Bring the documents of these notes to what the notes say; drop those nobody may meet.

    A repeat leaves the same rows. How many there are now.
    """
    wanted = sorted(set(note_ids))
    # One order for all, so that two workers never wait for each other in a circle.
    notes = list(searchable().filter(pk__in=wanted).select_related("author").order_by("pk"))
    around = _around([note.pk for note in notes])
    means = latest_means()
    rows = [_row(note, around, means, at) for note in notes]
    shown = {row.note_id for row in rows}
    SearchDocument.objects.filter(note__in=set(wanted) - shown).delete()
    SearchDocument.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["note"],
        update_fields=[f.name for f in SearchDocument._meta.fields if f.name != "note"],
    )
    return len(rows)


def latest_means() -> dict[str, float]:
    """μ in force, by channel."""
    newest = ChannelMean.objects.order_by("channel", "-at", "-pk").distinct("channel")
    return dict(newest.values_list("channel", "mean"))


def bought_and_received() -> QuerySet[ProductTag]:
    """The tags that say "I bought it" of what their author has in hand."""
    held = OrderLine.objects.filter(
        sku__product=OuterRef("product"),
        order__group__buyer=OuterRef("note__author"),
        order__status__in=IN_HAND,
    )
    return ProductTag.objects.filter(Exists(held), relation=ProductTag.Relation.BOUGHT)


def letters(text: str) -> int:
    """The length of a text as a Chinese reader counts: a Latin word is worth three."""
    folded = words.folded(text)
    chinese = sum(1 for char in folded if words.is_han(char))
    return chinese + 3 * sum(1 for word in folded.split() if not words.is_han(word))


def steps(tally: NoteTally | None, helpful: float) -> list[str]:
    """The marks of worth and of the counts by which results are sorted."""
    counts = (tally.likes, tally.saves, tally.comments) if tally else (0, 0, 0)
    marks = [vectors.count_mark(*pair) for pair in zip("lsm", counts, strict=True)]
    return [vectors.worth_mark(helpful), *marks]


def helpful_of(
    score: NoteScore | None,
    complete: float,
    is_promotional: bool,
    means: dict[str, float],
    at: datetime,
) -> float:
    """h of one note at this moment."""
    neutral = weight("NEUTRAL_MEAN")
    row = (0.0, 0.0, at.timestamp(), neutral, 0.0)
    if score is not None:
        mean = means.get(score.channel, neutral)
        row = (score.believed, score.impressions, score.as_of.timestamp(), mean, score.prior)
    quality = worth.qualities([row], at=at.timestamp())
    return float(worth.helpfulness(quality, complete, is_promotional)[0])


def _row(note: Note, around: Around, means: dict[str, float], at: datetime) -> SearchDocument:
    text = f"{note.title}\n{note.body}"
    slides = around.alts[note.pk]
    complete = worth.completeness(
        letters(note.body),
        len(slides),
        _verdicts(note, text, around),
        around.answers.get(note.pk, 0),
    )
    is_promotional = _is_sponsored(note, around) or (
        text_signals.prior(text) <= weight("SEARCH_PROMOTIONAL_PRIOR")
    )
    score = around.scores.get(note.pk)
    helpful = helpful_of(score, complete, is_promotional, means, at)
    marks = steps(around.tallies.get(note.pk), helpful)
    return SearchDocument(
        note=note,
        document=_vector(note, around, [*_marks(note, around), *marks]),
        revision=note.revision,
        completeness=complete,
        is_promotional=is_promotional,
        language=note.language,
        published_at=note.published_at or at,
        prices=sorted(around.prices[note.pk]),
        steps=marks,
        written_at=at,
    )


def _vector(note: Note, around: Around, marks: Sequence[str]) -> str:
    names = [*around.topics[note.pk], *around.products[note.pk]]
    title = words.in_document(note.title)
    whole = " ".join([note.title, *names])
    fields = {
        "A": title,
        "B": [*_all_words(names), *words.characters(whole)],
        "C": _all_words([note.body, *_points(note, around)]),
        "D": _all_words([*around.alts[note.pk], note.author.get_full_name(), note.author.handle]),
    }
    return vectors.document(
        fields, title=[*title, *_all_words(around.topics[note.pk])], marks=marks
    )


def _all_words(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in words.in_document(text)]


def _marks(note: Note, around: Around) -> list[str]:
    """What narrows a search: channel, week, prices, kind, whether bought, whether free of pay."""
    marks = [f"c{note.channel}"] if note.channel else []
    if note.published_at:
        marks.append(vectors.weeks_mark(note.published_at))
    marks += [vectors.price_mark(price) for price in around.prices[note.pk]]
    marks += ["g"] if around.products[note.pk] else []
    marks += ["m"] if len(around.alts[note.pk]) > 1 else []
    marks += ["v"] if note.pk in around.verified else []
    return marks if _is_sponsored(note, around) else [*marks, "o"]


def _is_sponsored(note: Note, around: Around) -> bool:
    return bool(around.relations[note.pk] & set(ProductTag.SPONSORED))


def _points(note: Note, around: Around) -> list[str]:
    """What the blocks of its verdict say, point by point."""
    verdict = around.verdicts.get(note.pk)
    blocks = verdict.blocks() if verdict else []
    return [point for _name, _label, points in blocks for point in points]


def _verdicts(note: Note, text: str, around: Around) -> int:
    """How many kinds of verdict a note gives, in blocks or in words: good and bad sides, for whom
    not, instead of what, after how long."""
    told = len(set(text_signals.cues(text)) & set(text_signals.HONEST))
    verdict = around.verdicts.get(note.pk)
    if verdict is None:
        return told
    return max(told, len(verdict.blocks()) + (verdict.used_weeks is not None))


def _around(notes: list[int]) -> Around:
    found = Around()
    for note, name in NoteTopic.objects.filter(note__in=notes).values_list("note", "topic__name"):
        found.topics[note].append(name)
    for note, alt in NoteSlide.objects.filter(note__in=notes).values_list("note", "alt"):
        found.alts[note].append(alt)
    _add_products(found, notes)
    answered = Comment.objects.shown().filter(
        note__in=notes, author=F("note__author"), parent__isnull=False
    )
    questions = answered.exclude(parent__author=F("author")).values("note").order_by()
    found.answers = dict(
        questions.annotate(n=Count("parent", distinct=True)).values_list("note", "n")
    )
    found.tallies = NoteTally.objects.in_bulk(notes)
    found.scores = NoteScore.objects.in_bulk(notes)
    found.verdicts = Verdict.objects.in_bulk(notes)
    return found


def _add_products(found: Around, notes: list[int]) -> None:
    """Names, prices and relations of tagged products, and which notes' authors have bought them."""
    tags = ProductTag.objects.filter(note__in=notes)
    sold = {"status": Product.Status.ON_SALE, "store__status": Store.Status.OPEN}
    fields = ("note", "relation", "product__title", "product__price_from")
    state = (f"product__{name}" for name in sold)
    for note, relation, title, price, *is_so in tags.values_list(*fields, *state):
        found.relations[note].add(relation)
        found.products[note].append(title)
        if is_so == list(sold.values()):
            found.prices[note].append(price)
    bought = bought_and_received().filter(note__in=notes)
    found.verified = set(bought.values_list("note", flat=True))
