"""What made people buy this week: by what they paid for, and by which note led there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feed import bought_list
from shop.models import OrderGroup, OrderLine
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory
from tests.factories.orders import placed
from tests.factories.shop import SkuFactory

pytestmark = pytest.mark.django_db


def buy(note, *, paid=timedelta(0), buyer=None):
    key = f"k{OrderGroup.objects.count()}"
    group = placed(buyer or UserFactory(), [SkuFactory()], key=key)
    OrderLine.objects.filter(order__group=group).update(source=note.public_id)
    if paid is not None:
        OrderGroup.objects.filter(pk=group.pk).update(paid_at=timezone.now() - paid)


def test_the_most_buyers_come_first(client):
    two, one, old, unpaid = (NoteFactory(title=f"Note {n}") for n in ("two", "one", "old", "no"))
    often = UserFactory()
    for _ in range(3):
        buy(one, buyer=often)
    buy(two)
    buy(two)
    buy(old, paid=timedelta(days=8))
    buy(unpaid, paid=None)

    assert bought_list.note_ids(at=timezone.now()) == [two.pk, one.pk]
    page = client.get("/shop/bought").content.decode()
    assert page.index("Note two") < page.index("Note one")
    assert "Note old" not in page
    slot = client.get("/shop/bought", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in slot
    assert "Note two" in slot
    assert 'hx-get="/shop/bought"' in client.get("/shop").content.decode()


def test_a_quiet_week_says_so(client):
    assert "Nothing was bought" in client.get("/shop/bought").content.decode()
