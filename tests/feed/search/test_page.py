"""The page of results: tabs, orders, filters, snippets, help, paging; for whoever asks."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Block
from feed.search import index
from notes.models import NoteTally, ProductTag
from notes.services import topics
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory, ProductTagFactory
from tests.factories.shop import ProductFactory, SkuFactory

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def ids(page):
    return re.findall(r'data-note="(\w+)"', page.content.decode())


def indexed(*notes):
    index.rebuild(at=now())
    return [note.public_id for note in notes]


def test_a_note_is_found_with_the_words_marked_and_nothing_of_its_html(client):
    note = NoteFactory(title="Morning", body="A <b>kettle</b> & a <script>alert(1)</script> cup")
    indexed(note)

    page = client.get("/search", {"q": "kettle"}).content.decode()

    assert note.public_id in page
    assert "A &lt;b&gt;<mark>kettle</mark>&lt;/b&gt; &amp; a &lt;script&gt;" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "!!!",
        "🍵🍵",
        "' OR 1=1 --",
        "a & | ! ( ) <-> :* b",
        "\\",
        "%_%",
        "=v =w3",
        "^tea",
        "<script>alert(1)</script>",
        "\ud800",
        "\u202ekettle",
        "口" * 400,
        "x" * 3000,
        "𠮷野家",
    ],
)
@pytest.mark.parametrize("tab", ["notes", "products", "stores", "users", "topics"])
def test_whatever_is_typed_is_answered(client, text, tab):
    NoteFactory()
    index.rebuild(at=now())
    raw = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")

    for path in ("/search", "/api/v1/search", "/api/v1/search/suggestions"):
        assert client.get(path, {"q": raw, "tab": tab}).status_code == 200


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "x" * 10_000])
def test_control_characters_and_endless_texts_are_refused_clearly(client, text):
    assert client.get("/search", {"q": text}).status_code == 400
    answer = client.get("/api/v1/search", {"q": text})
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_value"


def test_a_long_text_is_cut_and_the_reader_is_told(client):
    page = client.get("/search", {"q": "kettle " * 30})

    assert "the first 80 characters" in page.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"price_min": "cheap"}, "price_min"),
        ({"price_max": "-1"}, "price_max"),
        ({"price_min": "9", "price_max": "3"}, "price_max"),
        ({"price_max": "9" * 30}, "price_max"),
        ({"channel": "astrology"}, "channel"),
        ({"sort": "random"}, "sort"),
        ({"time": "tomorrow"}, "time"),
        ({"tab": "x"}, "tab"),
    ],
)
def test_a_wrong_filter_is_named_and_what_was_typed_is_kept(client, wrong, field):
    answer = client.get("/api/v1/search", {"q": "kettle", **wrong})
    page = client.get("/search", {"q": "kettle", **wrong})

    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {field}
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    if field.startswith("price"):
        assert f'value="{wrong[field][:12]}'[:14] in page.content.decode()


def test_five_orders(client):
    first, second, third = (
        NoteFactory(title="Kettle", published_at=now() - timedelta(days=age)) for age in (3, 2, 1)
    )
    for note, likes, saves, comments in ((first, 9, 1, 5), (second, 5, 9, 1), (third, 1, 5, 9)):
        NoteTally.objects.filter(note=note).update(likes=likes, saves=saves, comments=comments)
    one, two, three = indexed(first, second, third)

    def order(sort):
        return ids(client.get("/search", {"q": "kettle", "sort": sort}))

    assert order("latest") == [three, two, one]
    assert order("liked") == [one, two, three]
    assert order("saved") == [two, three, one]
    assert order("commented") == [three, one, two]
    assert set(order("relevance")) == {one, two, three}


def test_filters_narrow_and_stand_in_the_address(client):
    plain = NoteFactory(title="Kettle", channel="food", published_at=now() - timedelta(days=90))
    album = NoteFactory(title="Kettle", slides=3, published_at=now())
    sku = SkuFactory(price=9900, product__price_from=9900)
    paid = ProductTagFactory(
        note__title="Kettle", product=sku.product, relation=ProductTag.Relation.PAID
    ).note
    bare, many_pictures, sponsored = indexed(plain, album, paid)

    def shown(**how):
        return set(ids(client.get("/search", {"q": "kettle", **how})))

    assert shown() == {bare, many_pictures, sponsored}
    assert shown(type="album") == {many_pictures}
    assert shown(type="products") == {sponsored}
    assert shown(channel="food") == {bare}
    assert shown(time="week") == {many_pictures}
    assert shown(no_ads="1") == {bare, many_pictures}
    assert shown(price_min="99", price_max="99") == {sponsored}
    assert shown(price_min="99.01") == set()
    assert shown(channel="food", type="album") == set()


def test_the_other_tabs_find_what_they_are_named_for(client):
    note = NoteFactory(author__handle="linmei", author__name="Lin Mei")
    topics.attach(note, ["下午茶"])
    product = ProductFactory(title="Gaiwan for one", store__name="Kiln & Co", store__slug="kiln")
    index.rebuild(at=now())

    def found(text, tab):
        page = client.get("/search", {"q": text, "tab": tab}).content.decode()
        answer = client.get("/api/v1/search", {"q": text, "tab": tab}).json()
        urls = [row["url"] for row in answer["found"]]
        assert all(url in page for url in urls)
        return urls

    assert found("gaiwan", "products") == [f"/products/{product.public_id}"]
    assert found("kil", "stores") == ["/stores/kiln"]
    assert found("lin", "users") == ["/@linmei"]
    assert len(found("下午茶", "topics")) == 1
    assert found("nothing like it", "stores") == []


def test_people_who_block_each_other_do_not_find_each_other(client):
    one, other = UserFactory(name="Wren Hollis"), UserFactory()
    Block.objects.create(blocker=one, blocked=other)
    index.rebuild(at=now())
    client.force_login(other)

    suggested = client.get("/api/v1/search/suggestions", {"q": "wren"}).json()
    page = client.get("/api/v1/search", {"q": "wren", "tab": "users"}).json()

    assert page["found"] == []
    assert suggested["suggestions"] == []


def test_an_empty_result_helps_on(client):
    for number in range(3):
        topics.attach(NoteFactory(title=f"Coffee {number}"), ["咖啡"])
    index.rebuild(at=now())

    misspelt = client.get("/search", {"q": "cofffee"}).content.decode()
    pinyin = client.get("/search", {"q": "kafei"}).content.decode()
    narrowed = client.get("/search", {"q": "zzz yyy", "channel": "pets"}).content.decode()

    assert "Did you mean" in misspelt
    assert "?q=coffee" in misspelt
    assert "咖啡" in pinyin
    assert "Without filters" in narrowed
    assert "Search wider" in narrowed
