"""The creator's page of earnings: figures, lines with the notes that earned them."""

import pytest
from django.utils import timezone

from shop.models import OrderLine
from shop.services import bookings, referrals
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory
from tests.factories.shop import SkuFactory
from tests.shop.books import paid

pytestmark = pytest.mark.django_db


@pytest.fixture
def note():
    return NoteFactory(author=UserFactory(handle="lin"), title="Thin walls")


@pytest.fixture(autouse=True)
def provider_books(settings, tmp_path):
    settings.SHOP = {**settings.SHOP, "TEST_PROVIDER_FILE": str(tmp_path / "books.sqlite3")}


@pytest.fixture
def order(note):
    return paid([SkuFactory(price=10_000, product__title="Gaiwan")], creator=note.author)


def test_a_line_leads_to_the_note_that_earned_it(note, client):
    buyer, sku = UserFactory(), SkuFactory(price=10_000, product__store__commission_bp=750)
    now = timezone.now()
    referrals.remember(
        sku.product, buyer=buyer, beneficiary=note.author, source=note.public_id, at=now
    )
    from_placed = paid([sku], buyer=buyer)
    assert OrderLine.objects.get(order=from_placed).rate_bp == 750
    client.force_login(note.author)
    page = client.get("/studio/earnings").content.decode()

    assert "Thin walls" in page
    assert f"/notes/{note.public_id}" in page
    assert "7.5 % of ¥100.00" in page
    assert "¥7.50" in page


def test_nothing_is_earned_yet(client):
    client.force_login(UserFactory())
    page = client.get("/studio/earnings").content.decode()
    assert "Nothing earned in this month" in page


def test_months_can_be_walked(order, note, client):
    bookings.completed(order, at=timezone.now())
    client.force_login(note.author)
    page = client.get("/studio/earnings").content.decode()
    assert "Order completed" in page
    before = timezone.localtime().replace(day=1) - timezone.timedelta(days=1)
    earlier = client.get("/studio/earnings", {"month": f"{before:%Y-%m}"}).content.decode()
    assert 'rel="next"' in earlier
    assert "Nothing earned in this month" in earlier


@pytest.mark.parametrize("query", [{"month": "x"}, {"currency": "ZZZ"}, {"after": "x"}])
def test_nonsense_is_not_found(client, query):
    client.force_login(UserFactory())
    assert client.get("/studio/earnings", query).status_code == 404
