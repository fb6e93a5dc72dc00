"""Lists by how many people bought: counted in the background, orders that came to nothing not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
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
    first, second, other = sold(), sold(), sold()
    second.lines.update(sku=first.lines.get().sku)
    bestsellers.recount(at=timezone.now() + timedelta(minutes=1))
    page = client.get("/shop", {"sort": "best"})
    assert page.status_code == 200
    assert "Best-selling" in page.content.decode()
    address, seen = "/api/v1/products?sort=best&limit=1", []
    for _ in range(2):
        answer = client.get(address).json()
        seen += [row["public_id"] for row in answer["results"]]
        address = answer["next"]
    assert seen == [product_of(first).public_id, product_of(other).public_id]


@pytest.mark.django_db(transaction=True)
def test_a_product_that_another_is_writing_waits_for_the_next_count():
    """Waiting for its lock could be waiting in a circle with who imports a sheet."""
    busy, free = product_of(sold()), product_of(sold())
    soon = timezone.now() + timedelta(minutes=1)

    def recount():
        try:
            return bestsellers.recount(at=soon)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other, transaction.atomic():
        Product.objects.select_for_update().get(pk=busy.pk)
        assert other.submit(recount).result(timeout=30) == 1
        assert Product.objects.get(sold=1) == free
    assert bestsellers.recount(at=soon) == 1
    assert Product.objects.filter(sold=1).count() == 2
