"""The index follows what people write, sell and are called."""

from datetime import timedelta

import pytest
from django.db.models import Max
from django.utils import timezone

from feed.models import NoteScore, SearchDocument, SearchEntry, SearchMark, SearchTerm
from feed.search import entries, found, index, query
from notes.models import Note, NoteTally, ProductTag, Verdict
from notes.services import publishing, topics
from shop.models import StoreOrder
from shop.services import catalogue
from tests.factories.accounts import UserFactory
from tests.factories.notes import CommentFactory, DraftFactory, NoteFactory, ProductTagFactory
from tests.factories.orders import placed
from tests.factories.shop import SkuFactory

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def find(text, **how):
    asked = query.read({"q": text, **how})
    return found.note_ids(asked, language="en", at=now())


def swept():
    """Sweep until every slice had its turn, however many rows other tests have numbered."""
    models = [Note, *(kind.model for kind in entries.KINDS.values())]
    newest = max(model.objects.aggregate(pk=Max("pk"))["pk"] or 0 for model in models)
    since, turn = now(), timedelta(seconds=index.SWEEP_SECONDS)
    return sum(index.sweep(at=since + n * turn) for n in range(newest // index.SLICE + 1))


def test_a_published_note_is_marked_and_then_found():
    draft = DraftFactory(title="手冲咖啡壶", slides=1)
    publishing.publish(draft, at=now())

    assert find("咖啡") == []
    assert index.fold(at=now()) == 1
    assert find("咖啡") == [draft.pk]
    assert find("手冲 咖啡壶") == [draft.pk]
    assert not SearchMark.objects.exists()
    assert index.fold(at=now()) == 0


@pytest.mark.parametrize("change", ["withdrawn", "private", "inactive"])
def test_what_nobody_may_meet_leaves_the_index(change):
    note = NoteFactory(title="Kettle")
    index.rebuild(at=now())
    assert find("kettle") == [note.pk]

    if change == "withdrawn":
        publishing.withdraw(note, at=now())
        index.fold(at=now())
    elif change == "private":
        Note.objects.filter(pk=note.pk).update(visibility="private")
        swept()
    else:
        note.author.is_active = False
        note.author.save()
        swept()

    assert find("kettle") == []


def test_a_note_is_found_by_all_that_it_holds():
    note = NoteFactory(title="Morning", body="Pours well", author__name="Lin Mei")
    note.slides.update(alt="A sunlit window")
    topics.attach(note, ["下午茶"])
    ProductTagFactory(note=note, product__title="Gaiwan No. 7")
    index.rebuild(at=now())

    for text in ("morning", "pours", "lin mei", "sunlit", "下午茶", "gaiwan 7", "茶"):
        assert find(text) == [note.pk], text


def test_the_sweep_finds_what_no_mark_told():
    note = NoteFactory(title="Kettle", published_at=now())
    SearchMark.objects.all().delete()

    assert swept() > 0
    assert find("kettle") == [note.pk]
    Note.objects.filter(pk=note.pk).update(title="Teapot", revision=9)
    swept()
    assert find("kettle") == []
    assert find("teapot") == [note.pk]


def test_a_sweep_in_good_order_writes_nothing():
    ProductTagFactory()
    index.rebuild(at=now())

    assert swept() == 0


def test_a_new_price_moves_the_notes_that_tag_the_product():
    sku = SkuFactory(price=8800)
    note = ProductTagFactory(product=sku.product, note__title="Kettle").note
    index.rebuild(at=now())
    assert find("kettle", price_max="90") == [note.pk]

    sku.price = 12000
    sku.save()
    catalogue.refresh(sku.product)
    while index.fold(at=now()):
        pass

    assert find("kettle", price_max="90") == []
    assert find("kettle", price_min="119.99", price_max="120") == [note.pk]


def test_bought_counts_once_it_is_received():
    buyer, sku = UserFactory(), SkuFactory()
    note = NoteFactory(author=buyer, title="Kettle")
    ProductTagFactory(note=note, product=sku.product, relation=ProductTag.Relation.BOUGHT)
    order = placed(buyer, [sku])
    index.rebuild(at=now())
    assert find("kettle", verified="1") == []

    StoreOrder.objects.filter(group=order).update(status="received")
    swept()

    assert find("kettle", verified="1") == [note.pk]


def test_counts_and_scores_move_the_steps():
    note = NoteFactory(title="Kettle")
    index.rebuild(at=now())
    before = SearchDocument.objects.get(note=note).steps
    NoteTally.objects.filter(note=note).update(likes=90, counted_at=now())
    NoteScore.objects.create(
        note=note, value=60, impressions=20, as_of=now(), published_at=now(), channel="home"
    )

    assert index.restep_moved(at=now(), within=timedelta(minutes=1)) == 1
    after = SearchDocument.objects.get(note=note).steps
    assert "l7" in after
    assert int(after[0][1:]) > int(before[0][1:])
    assert find("kettle", sort="liked") == [note.pk]
    assert index.restep_moved(at=now(), within=timedelta(minutes=1)) == 0


def test_an_answered_question_makes_a_note_fuller():
    note = NoteFactory()
    index.rebuild(at=now())
    before = SearchDocument.objects.get(note=note).completeness
    asked = CommentFactory(note=note)
    CommentFactory(note=note, author=note.author, parent=asked)
    index.rebuild(at=now())

    assert SearchDocument.objects.get(note=note).completeness > before


def test_verdict_blocks_make_a_note_fuller_and_are_found():
    note = NoteFactory(title="Kettle", body="It is blue.")
    index.rebuild(at=now())
    before = SearchDocument.objects.get(note=note).completeness
    Verdict.objects.create(note=note, pros=["pours"], cons=["drips"], not_for=["left-handers"])
    index.rebuild(at=now())

    assert SearchDocument.objects.get(note=note).completeness > before
    assert find("left-handers") == [note.pk]


def test_products_stores_people_and_topics_have_entries_and_names():
    note = NoteFactory(author__name="林梅")
    topics.attach(note, ["下午茶"])
    sku = SkuFactory(product__title="口红", product__store__name="Kiln & Co")
    index.rebuild(at=now())

    kinds = set(SearchEntry.objects.values_list("kind", flat=True))
    assert kinds == {"product", "store", "user", "topic"}
    term = SearchTerm.objects.get(kind="product", ref=sku.product.pk)
    assert (term.text, term.pinyin, term.initials) == ("口红", "kouhong", "kh")
    assert SearchTerm.objects.get(kind="topic").pinyin == "xiawucha"


def test_entries_of_what_is_no_longer_sold_go():
    sku = SkuFactory(product__title="口红")
    index.rebuild(at=now())
    sku.product.status = "withdrawn"
    sku.product.save()

    swept()

    assert not SearchEntry.objects.filter(kind="product").exists()
    assert not SearchTerm.objects.filter(kind="product").exists()


def test_a_topic_of_hidden_notes_alone_is_not_named():
    note = NoteFactory(visibility="private")
    topics.attach(note, ["secret"])
    index.rebuild(at=now())

    assert not SearchTerm.objects.filter(kind="topic").exists()
