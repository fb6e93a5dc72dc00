"""A product's page: what it says, what it remembers, and what it costs."""

import json
import re

import pytest

from accounts.models import Block
from feed.models import NoteScore
from notes.models import Like, Note, ProductTag
from shop.models import Product, Referral, ShippingRule, Store
from shop.services import catalogue
from tests.factories.accounts import UserFactory
from tests.factories.media import PictureFactory
from tests.factories.notes import NoteFactory, ProductTagFactory
from tests.factories.offers import OutboundOfferFactory
from tests.factories.shop import ProductFactory, SkuFactory, StoreStaffFactory

pytestmark = pytest.mark.django_db


def page_of(client, product, **query):
    return client.get(f"/products/{product.public_id}", query).content.decode()


@pytest.fixture
def product():
    product = ProductFactory(
        title="Gaiwan <thin>",
        store__kind="official",
        store__return_terms="Seven days.",
        store__shipping_fee=1000,
        store__free_shipping_from=20000,
    )
    for number, (colour, price, on_hand) in enumerate(
        [("Sage", 8800, 3), ("Sand", 9900, 0), ("Ink", 12900, 50)]
    ):
        SkuFactory(
            product=product,
            options={"Colour": colour},
            price=price,
            on_hand=on_hand,
            position=number,
        )
    catalogue.set_pictures(product, [(PictureFactory(), "front"), (PictureFactory(), "side")])
    return product


def test_beside_it_stands_what_else_its_store_sells(client, product):
    other = ProductFactory(store=product.store, title="A brother")
    ProductFactory(store=product.store, title="Not yet", status="draft")
    page = client.get(f"/products/{product.public_id}/alike").content.decode()

    assert other.title in page
    assert "Not yet" not in page


def test_it_says_all_that_a_buyer_must_know(client, product):
    OutboundOfferFactory(product=product)
    page = page_of(client, product)

    for words in (
        "Gaiwan &lt;thin&gt;",
        "¥88.00",
        "¥129.00",
        "3 left",
        "Sold out",
        "Official store",
        "Seven days.",
        "Delivery ¥10.",
        "Free from ¥200.",
        "Tmall",
        "¥82.00",
        "seen April 28, 2026",
        'alt="side"',
        f"/products/{product.public_id}/alike",
    ):
        assert words in page, words
    assert page.count('type="radio" name="sku"') == 3
    assert "csrfmiddlewaretoken" in page


def test_search_engines_get_facts_that_break_out_of_nothing(client, product):
    page = page_of(client, product)

    block = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
    facts = json.loads(block)
    assert facts["name"] == "Gaiwan <thin>"
    assert "<" not in block
    assert [(o["price"], o["availability"][-10:]) for o in facts["offers"]["offers"]] == [
        ("88.00", "rg/InStock"),
        ("99.00", "OutOfStock"),
        ("129.00", "rg/InStock"),
    ]


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ([{"regions": ["33"], "fee": 800}], None),
        ([{"regions": ["33"], "fee": 800}, {"is_served": False}], None),
        ([{"regions": ["33"], "is_served": False}], {"doesNotShip": True}),
        ([{"regions": ["FR"], "fee": 800}], {"doesNotShip": True}),
        ([{"fee": 800}], {"value": "8.00"}),
    ],
)
def test_search_engines_hear_of_shipping_what_is_true_of_the_country(client, product, rules, told):
    Store.objects.filter(pk=product.store_id).update(shipping_by="rules")
    for values in rules:
        ShippingRule.objects.create(store=product.store, **values)
    block = page_of(client, product).split('<script type="application/ld+json">')[1]
    for offer in json.loads(block.split("</script>")[0])["offers"]["offers"]:
        details = offer.get("shippingDetails")
        if told is None:
            assert details is None
        else:
            assert told.items() <= (details | details.get("shippingRate", {})).items()


def test_a_wanted_variant_is_chosen_without_a_script(client, product):
    sku = product.skus.get(options={"Colour": "Ink"})

    page = page_of(client, product, sku=sku.pk)

    [chosen] = re.findall(rf'<input type="radio"[^>]* value="{sku.pk}"[^>]*>', page)
    assert "checked" in chosen
    for odd in ("x", "9" * 30, "-1", "１"):
        assert client.get(f"/products/{product.public_id}", {"sku": odd}).status_code == 200


def test_what_was_withdrawn_says_so_and_drafts_are_the_stores_own(client, product):
    catalogue.withdraw(product)
    page = page_of(client, product)
    assert "This is no longer sold here." in page
    assert "Add to cart" not in page

    Product.objects.filter(pk=product.pk).update(status=Product.Status.DRAFT)
    assert client.get(f"/products/{product.public_id}").status_code == 404
    staff = StoreStaffFactory(store=product.store).user
    client.force_login(staff)
    assert client.get(f"/products/{product.public_id}").status_code == 200


def test_the_price_history_names_its_highest_and_its_lowest(client, product):
    catalogue.refresh(product)
    sku = product.skus.get(price=8800)
    sku.price = 7000
    catalogue.save_sku(sku)
    scale = page_of(client, product).split('price-scale numbers">')[1].split("</p>")[0]
    assert scale == "<span>¥88</span><span>¥70</span>"


def test_sold_out_says_so(client):
    sku = SkuFactory(on_hand=0)

    page = page_of(client, sku.product)

    assert "Sold out. Look in again later." in page
    assert "Add to cart" not in page


def test_it_shows_only_notes_that_this_reader_may_meet_the_best_first(client, product, noon):
    reader = UserFactory()
    shown = [ProductTagFactory(product=product, note__title=f"Shown {n}").note for n in (1, 2)]
    for rank, note in zip((0.2, 0.9), shown, strict=True):
        NoteScore.objects.update_or_create(
            note=note, defaults={"rank": rank, "as_of": noon, "published_at": noon}
        )
    hidden = [
        NoteFactory(title="Not for you 1", visibility=Note.Visibility.PRIVATE),
        NoteFactory(title="Not for you 2", visibility=Note.Visibility.LINK),
        NoteFactory(title="Not for you 3", hidden_at=noon),
        NoteFactory(title="Not for you 4"),
    ]
    for note in hidden:
        ProductTagFactory(product=product, note=note)
    Block.objects.create(blocker=hidden[3].author, blocked=reader)
    Like.objects.create(note=shown[0], user=reader, at=noon)
    client.force_login(reader)

    page = page_of(client, product)

    assert page.index("Shown 2") < page.index("Shown 1")
    assert "Not for you" not in page
    assert f'data-liked="{shown[0].public_id}"' in page


@pytest.mark.parametrize("is_guest", [True, False])
def test_coming_from_a_note_is_remembered_once(client, product, is_guest):
    tag = ProductTagFactory(product=product, relation=ProductTag.Relation.AFFILIATE)
    if not is_guest:
        client.force_login(UserFactory())

    for _ in range(2):
        page_of(client, product, note=tag.note.public_id)

    referral = Referral.objects.get()
    assert (referral.beneficiary, referral.source) == (tag.note.author, tag.note.public_id)
    assert bool(referral.visitor) is is_guest
    assert ("visitor" in client.cookies) is is_guest


def test_what_led_nobody_here_is_not_remembered(client, product):
    tag = ProductTagFactory(product=product)
    elsewhere = ProductTagFactory().note
    private = ProductTagFactory(product=product, note__visibility="private").note

    for note in (elsewhere.public_id, private.public_id, "unknown", "a b", "x" * 50):
        assert client.get(f"/products/{product.public_id}", {"note": note}).status_code == 200
    client.head(f"/products/{product.public_id}?note={tag.note.public_id}")
    client.force_login(tag.note.author)
    page_of(client, product, note=tag.note.public_id)

    assert not Referral.objects.exists()


def test_the_note_goes_along_into_the_cart(client, product):
    tag = ProductTagFactory(product=product, relation=ProductTag.Relation.AFFILIATE)
    page_of(client, product, note=tag.note.public_id)
    sku = product.skus.first()

    client.post(
        "/cart/lines", {"product": product.public_id, "sku": sku.pk, "quantity": 1, "buy": ""}
    )

    from_note = client.get("/api/v1/cart").json()
    assert from_note["count"] == 1
    assert Referral.objects.get().product == product


@pytest.mark.parametrize("notes", [10, 1000])
@pytest.mark.parametrize("is_guest", [True, False])
def test_it_costs_the_same_at_ten_and_at_a_thousand_notes(
    client, product, notes, is_guest, django_assert_max_num_queries
):
    author = UserFactory()
    OutboundOfferFactory(product=product)
    for _ in range(8):
        ProductFactory(store=product.store)
    made = [NoteFactory(author=author) for _ in range(10)]
    made += Note.objects.bulk_create(
        Note(
            author=author,
            title="n",
            channel="home",
            status="published",
            published_at=made[0].published_at,
            is_ready=True,
        )
        for _ in range(notes - 10)
    )
    ProductTag.objects.bulk_create(
        ProductTag(note=note, product=product, relation="bought") for note in made
    )
    if not is_guest:
        client.force_login(UserFactory())
    page_of(client, product)

    with django_assert_max_num_queries(12):
        page_of(client, product)
