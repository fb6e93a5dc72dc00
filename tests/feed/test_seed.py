import pytest
from django.core.management import call_command
from django.db.models import F

from accounts.models import User
from feed.demo import chance, desks, goods, notes, pictures, words_en, words_zh
from feed.demo.art import drawing, marks
from feed.demo.art.drawing import Drawn
from feed.demo.art.wares import shelf
from feed.models import News, NoteScore
from notes.models import Comment, Note, NoteTally, ProductTag
from notes.services import publishing
from shop.models import AfterSale, CartLine, OrderGroup, Product, Store, StoreOrder
from shop.services import audit

ALL = range(420)


@pytest.fixture
def small(db, settings, tmp_path, monkeypatch):
    """A small demo with pictures of one colour: drawing is tried elsewhere."""
    settings.MEDIA_ROOT, settings.VAR = tmp_path / "media", tmp_path / "var"
    blank = Drawn(60, 80, "#aabbcc", ((60, 80, b"webp"),))

    def ensure(numbers, *, owner):
        wanted = list(dict.fromkeys(numbers))
        known = pictures._known(wanted)
        for number in wanted:
            known.setdefault(number, None)
            known[number] = known[number] or pictures._keep(number, blank, owner)
        return known

    monkeypatch.setattr(pictures, "ensure", ensure)

    def seed(**more):
        few = {"notes": 44, "creators": 6, "readers": 12, "orders": 8, "products": 1}
        call_command("seed", verbosity=0, **few | more)

    return seed


def rows():
    models = (User, Note, Comment, Product, Store, OrderGroup, ProductTag, NoteScore)
    return {model.__name__: model.objects.count() for model in models}


def test_first_some_then_the_rest_and_a_repeat_adds_nothing(small, settings):
    small(first=20)
    assert Note.objects.listed_for(None).count() == 20
    assert not OrderGroup.objects.exists()

    small()
    whole = rows()
    assert whole["Note"] == 44 + len(desks.DRAFTS) + 2 * whole["Store"]
    assert CartLine.objects.filter(cart__user__handle="shopper").count() >= 2
    assert whole["Store"] >= 8

    small()
    assert rows() == whole
    assert "shopper@example.com" in (settings.VAR / "demo-logins.txt").read_text()


def test_what_readers_did_stands_in_scores_and_counts(small):
    small()

    assert not News.objects.exists()
    assert NoteScore.objects.filter(impressions__gt=0, value__gt=0).count() > 30
    tally = NoteTally.objects.order_by("-saves").first()
    assert tally.saves == tally.note.saves.count() > 0
    assert Comment.objects.exclude(parent=None).exists()


def test_every_store_tells_of_its_own_things_and_says_so(small):
    small()
    told = Note.objects.filter(author__kind=User.Kind.OFFICIAL)

    assert told.count() == 2 * Store.objects.count()
    relations = ProductTag.objects.filter(note__in=told).values_list("relation", flat=True)
    assert set(relations) == {ProductTag.Relation.OWN_BRAND}
    assert not told.exclude(product_tags__product__store__account=F("author")).exists()


def test_the_demo_obeys_the_rules_of_the_house(small):
    small()

    for note in Note.objects.all():
        publishing.check(note, is_first=True)
    assert {"pending_payment", "paid", "shipped"} <= set(
        StoreOrder.objects.values_list("status", flat=True)
    )
    assert not User.objects.filter(kind="official", email__isnull=False).exists()


def test_the_logins_work(small, client):
    small(first=4)

    assert client.login(username="shopper@example.com", password="rednote-demo")
    assert not client.login(username="creator001@example.com", password="rednote-demo")
    assert User.objects.get(handle="platform").is_superuser


def test_every_note_is_a_note_of_its_own_in_two_languages():
    specs = [notes.spec(number) for number in ALL]

    assert specs == [notes.spec(number) for number in ALL]
    assert len({one.body for one in specs}) > 400
    assert len({one.title for one in specs}) > 380
    assert {one.language for one in specs} == {"zh-hans", "en"}
    for one in specs:
        units = sum(1 if ord(letter) > 127 else 0.5 for letter in one.title)
        assert units <= 20, one.title
        assert "{" not in one.title + one.body
    assert len({number for one in specs for number in one.pictures}) <= 120


def test_both_languages_hold_the_same_channels():
    assert list(words_zh.SUBJECTS) == list(words_en.SUBJECTS) == list(drawing.SCENES)


def test_every_product_and_store_has_a_picture_of_its_own():
    assert list(goods.PRODUCTS) == list(shelf.COLOURS)
    for channel, lines in goods.PRODUCTS.items():
        things, tones = shelf.COLOURS[channel]
        assert len(lines) == len(things) == len(tones.split(";")) == drawing.WARES
    assert list(marks.SIGNS) == list(marks.TONES)
    assert set(marks.SIGNS) == set(drawing.SCENES)


def test_neighbours_show_different_pictures():
    covers = [notes.spec(number).pictures[0] for number in ALL]

    same = [number for number in ALL[1:] if covers[number] == covers[number - 1]]
    assert not same


@pytest.mark.parametrize("number", [0, 13, 25, pictures.ware("food", 1), pictures.logo("pets")])
def test_a_picture_is_drawn_the_same_each_time(number):
    first, again = drawing.draw(number), drawing.draw(number)

    assert first == again
    assert len({content for _, _, content in first.files}) == len(first.files)
    assert first.files[-1][:2] == (first.width, first.height)


def test_names_look_like_all_others():
    assert chance.public_id("note", 1) == chance.public_id("note", 1)
    assert len({chance.public_id("note", n) for n in range(500)}) == 500
    assert len(chance.public_id("note", 1)) == 11


def test_orders_and_cases_stand_in_every_state(small):
    small(orders=21, products=2)

    assert {"paid", "partly_shipped", "shipped", "received", "completed"} <= set(
        StoreOrder.objects.values_list("status", flat=True)
    )
    assert StoreOrder.objects.exclude(late_at=None).exists()
    states = set(AfterSale.objects.values_list("status", flat=True))
    assert {"applied", "rejected", "platform_review", "awaiting_return", "return_shipped"} <= states
    assert audit.findings() == []
