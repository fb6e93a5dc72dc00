"""The first page of the admin: figures and rows of one's own stores alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from notes.models import Note, Save, Share
from shop.models import Stock, StoreOrder, StoreStaff
from tests.admin.brands import CANARY, Brand
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def _busy(name):
    """A brand with an order to ship, little stock, and a note that readers saved and shared."""
    brand = Brand(name)
    StoreOrder.objects.filter(pk=brand.order.pk).update(status="paid", ship_by=timezone.now())
    Stock.objects.filter(sku=brand.sku).update(on_hand=5)
    Note.objects.filter(pk=brand.note.pk).update(status="published", published_at=timezone.now())
    for model in (Save, Share):
        model.objects.create(note=brand.note, user=UserFactory(), at=timezone.now())
    long_ago = timezone.now() - timezone.timedelta(days=8)
    Save.objects.create(note=brand.note, user=UserFactory(), at=long_ago)
    return brand


def _index(client):
    answer = client.get(reverse("admin:index"))
    return answer, [figure.value for figure in answer.context["figures"]]


@pytest.mark.parametrize("role", StoreStaff.Role.values)
def test_a_member_sees_the_figures_of_the_own_store(client, role):
    ours, _ = _busy("ours"), _busy(CANARY)
    client.force_login(ours.member(role))

    answer, values = _index(client)

    assert values == [1, 0, 1, 1, 1, 1]
    page = answer.content.decode()
    assert CANARY not in page
    assert "@ours_buyer" in page
    assert "ours teapot" in page


def test_platform_staff_see_all(client):
    _busy("ours"), _busy(CANARY)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    answer, values = _index(client)

    assert values == [2, 0, 2, 2, 2, 2]
    assert f"@{CANARY}_buyer" in answer.content.decode()


def test_somebody_without_a_store_sees_nothing(client):
    _busy(CANARY)
    client.force_login(UserFactory(is_staff=True))

    answer, values = _index(client)

    assert values == [0] * 6
    assert CANARY not in answer.content.decode()


def test_each_figure_leads_to_as_many_rows(client):
    ours = _busy("ours")
    client.force_login(ours.member(StoreStaff.Role.OWNER))
    answer, _ = _index(client)

    for figure in answer.context["figures"][:4]:
        rows = client.get(figure.link)
        assert rows.status_code == 200, figure.link
        assert rows.context["cl"].result_count == figure.value, figure.link


def test_the_page_asks_few_queries_whatever_there_is(client):
    ours = _busy("ours")
    client.force_login(ours.member(StoreStaff.Role.OWNER))

    with CaptureQueriesContext(connection) as queries:
        _index(client)

    assert len(queries) <= 14
