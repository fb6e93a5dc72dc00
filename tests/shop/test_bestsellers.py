"""Lists by how many people bought: counted in the background, orders that came to nothing not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop.models import Product, StoreOrder
from shop.services import bestsellers
from tests.shop.cases import sold

pytestmark = pytest.mark.django_db


def listed(client):
    rows = client.get("/api/v1/products", {"sort": "best"}).json()["results"]
    return [row["public_id"] for row in rows]


def product_of(order):
    return order.lines.get().sku.product


def test_people_count_and_what_was_closed_or_is_long_ago_does_not(client):
    now = timezone.now()
    first, second, third = sold(), sold(), sold()
    second.lines.update(sku=first.lines.get().sku)
    StoreOrder.objects.filter(pk=third.pk).update(status=StoreOrder.Status.REFUNDED)

    bestsellers.recount(at=now + timedelta(minutes=1))
    assert product_of(first).sold == 2
    assert product_of(third).sold == 0
    assert listed(client)[0] == product_of(first).public_id
    assert bestsellers.recount(at=now + timedelta(minutes=1)) == 0

    assert bestsellers.recount(at=now + timedelta(days=91)) == 1
    assert not Product.objects.filter(sold__gt=0).exists()


def test_one_who_buys_often_is_one(client):
    first, second = sold(), sold()
    second.lines.update(sku=first.lines.get().sku)
    second.group.buyer = first.group.buyer
    second.group.save(update_fields=["buyer"])

    bestsellers.recount(at=timezone.now() + timedelta(minutes=1))
    assert product_of(first).sold == 1


def test_the_shop_offers_the_order_and_pages_by_it(client):
    sold()
    bestsellers.recount(at=timezone.now() + timedelta(minutes=1))
    page = client.get("/shop", {"sort": "best"})
    assert page.status_code == 200
    assert "Best-selling" in page.content.decode()
    answer = client.get("/api/v1/products", {"sort": "best", "limit": 1})
    assert answer.status_code == 200
