"""Money in the admin: owners read their own, platform staff pay out."""

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from shop.models import Account, Payout, StoreStaff
from shop.services import bookings
from tests.factories.accounts import UserFactory
from tests.factories.shop import SkuFactory, StoreStaffFactory
from tests.shop.books import paid

pytestmark = pytest.mark.django_db
ACCOUNTS = "/admin/shop/account/"
STATEMENT = f"{ACCOUNTS}statement"


@pytest.fixture(autouse=True)
def provider_books(settings, tmp_path):
    settings.SHOP = {**settings.SHOP, "TEST_PROVIDER_FILE": str(tmp_path / "books.sqlite3")}


@pytest.fixture
def order():
    order = paid([SkuFactory(price=10_000)], creator=UserFactory(handle="lin_mei_writes"))
    with transaction.atomic():
        bookings.completed(order, at=timezone.now())
    return order


@pytest.fixture
def platform(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def _statement():
    return reverse("admin:shop_account_statement")


def _payable(**owner):
    return Account.objects.get(kind="payable", **owner)


def test_platform_staff_prepare_send_and_take_back(order, platform):
    account = _payable(store=order.store)
    chosen = {"action": "prepare_payout", "_selected_action": [account.pk]}
    answer = platform.post(ACCOUNTS, chosen, follow=True)
    assert "¥90.00" in answer.content.decode()
    payout = Payout.objects.get()

    path = f"/admin/shop/payout/{payout.pk}/change/"
    empty = platform.post(path, {"reference": " ", "shop_payout_mark_sent": "1"})
    assert "reference" in empty.context["adminform"].form.errors
    platform.post(path, {"reference": "ICBC-7", "shop_payout_mark_sent": "1"})
    sent = Payout.objects.get()
    assert (sent.status, sent.reference) == ("sent", "ICBC-7")

    platform.post(path, {"shop_payout_mark_failed": "1"})
    assert Payout.objects.get().status == "failed"
    assert _payable(store=order.store).balance == 9000
    assert "mark_sent" not in platform.get(path).content.decode()


def test_saving_the_form_moves_nothing(order, platform):
    payout = Payout.objects.create(
        user=UserFactory(), amount=5, reference="", proposed_at=timezone.now()
    )
    platform.post(f"/admin/shop/payout/{payout.pk}/change/", {"reference": "B", "_save": "1"})
    assert (Payout.objects.get().status, Payout.objects.get().reference) == ("proposed", "")


def test_an_owner_reads_the_statement_and_takes_it_along(order, client):
    client.force_login(StoreStaffFactory(store=order.store).user)
    page = client.get(_statement()).content.decode()
    assert "¥90.00" in page
    assert order.number in page
    assert "lin_mei_writes" not in page

    file = client.get(_statement(), {"file": "1"})
    assert b"9000" in b"".join(file.streaming_content)


def test_an_owner_pays_nothing_out(order, client):
    client.force_login(StoreStaffFactory(store=order.store).user)
    chosen = {"action": "prepare_payout", "_selected_action": [_payable(store=order.store).pk]}
    client.post(ACCOUNTS, chosen)
    assert not Payout.objects.exists()


@pytest.mark.parametrize("role", [StoreStaff.Role.EDITOR, StoreStaff.Role.SERVICE])
def test_others_in_the_store_do_not_see_its_money(order, client, role):
    client.force_login(StoreStaffFactory(store=order.store, role=role).user)
    for path in (ACCOUNTS, "/admin/shop/payout/"):
        assert client.get(path).status_code == 403
    answer = client.get(_statement(), follow=True)
    assert order.number not in answer.content.decode()


@pytest.mark.parametrize("query", [{"month": "x"}, {"account": "x"}, {"after": "x"}])
def test_nonsense_is_not_found(order, platform, query):
    assert platform.get(_statement(), query).status_code == 404


def test_the_statement_of_another_is_not_found(order, client):
    other = paid([SkuFactory()], key="other")
    client.force_login(StoreStaffFactory(store=order.store).user)
    account = Account.objects.get(kind="pending", store=other.store)
    assert client.get(_statement(), {"account": account.pk}).status_code == 404


def test_before_anything_is_booked_the_statement_says_so(platform):
    answer = platform.get(_statement(), follow=True)
    assert answer.status_code == 200
