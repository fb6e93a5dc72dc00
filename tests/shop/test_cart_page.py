"""The cart's page and the buy box: as plain forms, as fragments, and when somebody logs in."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from shop.models import Cart, CartLine, Product
from shop.services import cart as carts
from tests.factories.accounts import UserFactory
from tests.factories.shop import ProductFactory, SkuFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def put_in(client, sku, quantity=1, **more):
    data = {"product": sku.product.public_id, "sku": sku.pk, "quantity": quantity}
    headers = more.pop("headers", None)
    return client.post("/cart/lines", data | more, headers=headers)


def test_a_guest_puts_things_in_and_finds_them_again(client):
    sku = SkuFactory(product__title="Gaiwan, thin")

    answer = put_in(client, sku, 2)

    assert (answer.status_code, answer["Location"]) == (302, "/cart")
    key, mark = client.cookies["cart"], client.cookies["has_cart"]
    assert (key["httponly"], key["samesite"]) == (True, "Lax")
    assert (mark["httponly"], mark.value) == ("", "1")
    page = client.get("/cart").content.decode()
    assert "Gaiwan, thin" in page
    assert "¥176.00" in page


def test_a_forged_key_finds_nothing(client):
    put_in(client, SkuFactory())
    cart = Cart.objects.get()

    client.cookies["cart"] = cart.key
    assert "Your cart is empty" in client.get("/cart").content.decode()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("0", "Choose between 1 and 99."),
        ("-1", "Choose between 1 and 99."),
        ("100", "Choose between 1 and 99."),
        (str(2**63), "Choose between 1 and 99."),
        ("1e400", "Enter a whole number."),
        ("", "Enter a whole number."),
        ("11", "Only 10 left."),
    ],
)
def test_a_bad_quantity_is_said_at_its_field_and_kept(client, typed, message):
    sku = SkuFactory()

    answer = put_in(client, sku, typed)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert message in page
    assert f'value="{typed}"' in page or not typed
    assert not CartLine.objects.exists()
    fragment = put_in(client, sku, typed, headers=HTMX)
    assert fragment.status_code == 200
    assert message in fragment.content.decode()
    assert "<html" not in fragment.content.decode()


def test_a_variant_must_be_chosen_and_must_be_this_products(client):
    product = ProductFactory()
    for size in ("S", "L"):
        SkuFactory(product=product, options={"Size": size})
    data = {"product": product.public_id, "quantity": 1}

    for sku in ("", SkuFactory().pk, "1e400", 2**63, -1):
        answer = client.post("/cart/lines", data | {"sku": sku})
        assert answer.status_code == 422
        assert "Choose a variant." in answer.content.decode()


def test_what_nobody_may_see_cannot_be_bought(client):
    sku = SkuFactory(product__status=Product.Status.DRAFT)

    assert put_in(client, sku).status_code == 404


def test_a_withdrawn_product_says_so(client):
    sku = SkuFactory(product__status=Product.Status.WITHDRAWN)

    answer = put_in(client, sku)

    assert answer.status_code == 422
    assert "This is no longer sold here." in answer.content.decode()


def test_htmx_gets_the_buy_box_and_the_new_count(client):
    answer = put_in(client, SkuFactory(), 3, headers=HTMX)

    assert answer.status_code == 200
    assert "In your cart." in answer.content.decode()
    assert '"count": 3' in answer["HX-Trigger"]


def test_buying_now_leads_to_checkout_with_that_alone(client):
    put_in(client, SkuFactory(), 2)
    sku = SkuFactory()

    answer = put_in(client, sku, 1, buy="now")

    assert (answer.status_code, answer["Location"]) == (302, reverse("shop:checkout"))
    assert list(CartLine.objects.filter(is_selected=True).values_list("sku", flat=True)) == [sku.pk]
    fragment = put_in(client, sku, 1, buy="now", headers=HTMX)
    assert fragment["HX-Redirect"] == reverse("shop:checkout")


def test_a_line_is_changed_stepped_and_removed(client):
    put_in(client, SkuFactory(), 2)
    line = CartLine.objects.get()
    address = f"/cart/lines/{line.pk}"

    assert client.post(address, {"quantity": 5}).status_code == 302
    client.post(address, {"quantity": 5, "step": "1"})
    line.refresh_from_db()
    assert line.quantity == 6
    wrong = client.post(address, {"quantity": 1, "step": "-1"})
    assert wrong.status_code == 422
    assert "Choose between 1 and 99." in wrong.content.decode()
    wrong = client.post(address, {"quantity": "many"}, headers=HTMX)
    assert 'value="many"' in wrong.content.decode()
    for _ in range(2):
        assert client.post(f"{address}/remove").status_code == 302
    assert not CartLine.objects.exists()


def test_nobody_touches_another_ones_line(client, noon):
    line = carts.add(carts.of_user(UserFactory()), sku=SkuFactory(), quantity=2, at=noon)
    put_in(client, SkuFactory())

    assert client.post(f"/cart/lines/{line.pk}", {"quantity": 9}).status_code == 404
    client.post(f"/cart/lines/{line.pk}/remove")
    client.post("/cart/selection", {"line": [line.pk]})
    line.refresh_from_db()
    assert (line.quantity, line.is_selected) == (2, True)


def test_the_choice_goes_to_checkout_and_accepts_the_new_price(client):
    put_in(client, SkuFactory())
    put_in(client, SkuFactory())
    first, second = CartLine.objects.order_by("pk")
    CartLine.objects.update(price_seen=1)

    answer = client.post("/cart/selection", {"line": [second.pk], "go": "checkout"})

    assert answer["Location"] == reverse("shop:checkout")
    assert set(CartLine.objects.values_list("pk", "is_selected", "price_seen")) == {
        (first.pk, False, 8800),
        (second.pk, True, 8800),
    }


def test_choosing_nothing_is_said(client):
    put_in(client, SkuFactory())

    answer = client.post("/cart/selection", {"go": "checkout"})

    assert answer.status_code == 422
    assert "Choose at least one thing" in answer.content.decode()
    assert client.post("/cart/selection", {"line": ["x"]}).status_code == 302


def test_the_page_says_what_has_changed(client):
    skus = [SkuFactory() for _ in range(4)]
    for sku in skus:
        put_in(client, sku, 2)
    type(skus[0]).objects.filter(pk=skus[0].pk).update(price=9900)
    skus[1].stocks.update(on_hand=1)
    skus[2].stocks.update(on_hand=0)
    Product.objects.filter(pk=skus[3].product_id).update(status=Product.Status.WITHDRAWN)

    page = client.get("/cart").content.decode()

    for words in ("Dearer than when you put it in", "Only 1 left", "Sold out", "No longer sold"):
        assert words in page


@pytest.mark.parametrize("lines", [1, 12])
def test_the_cart_costs_the_same_however_long(client, lines, django_assert_max_num_queries):
    for _ in range(lines):
        put_in(client, SkuFactory())

    with django_assert_max_num_queries(5):
        client.get("/cart")


def test_login_keeps_the_cart(client):
    sku = SkuFactory()
    put_in(client, sku, 2)
    user = UserFactory(email="mei@example.com")
    user.set_password("right-horse-battery")
    user.save()

    client.post("/accounts/login/", {"login": user.email, "password": "right-horse-battery"})

    assert get_user_model().objects.get(pk=client.session["_auth_user_id"]) == user
    line = user.cart.lines.get()
    assert (line.sku, line.quantity) == (sku, 2)
    assert Cart.objects.count() == 1
