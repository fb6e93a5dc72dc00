"""The after-sales desk and the invoice queue: what a role sees, and what each button does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shop.models import AfterSale, Invoice, StoreStaff
from shop.services.aftersales import asking
from tests.factories.accounts import UserFactory
from tests.factories.shop import StoreStaffFactory
from tests.shop.cases import again, complain, shipped, sold

pytestmark = pytest.mark.django_db
PREFIX = "shop_aftersale_"


def path(case):
    return reverse("admin:shop_aftersale_change", args=[case.pk])


def press(client, case, button, **typed):
    return client.post(path(case), {f"{PREFIX}{button}": "1", **typed})


def login(client, order, role=StoreStaff.Role.SERVICE):
    client.force_login(StoreStaffFactory(store=order.store, role=role).user)


def buttons(client, case):
    text = client.get(path(case)).content.decode()
    names = ("agree", "reject", "accept", "refuse_return", "reship", "restock", "dismiss", "say")
    return {name for name in names if f'name="{PREFIX}{name}"' in text}


def test_a_return_goes_over_the_desk(client):
    order = shipped()
    case = complain(order, "return")
    login(client, order)
    assert buttons(client, case) == {"agree", "reject", "say"}
    press(client, case, "agree")
    asking.send_back(case, carrier="ZTO", tracking="B", buyer=order.group.buyer, at=timezone.now())
    assert buttons(client, case) == {"accept", "refuse_return", "say"}
    press(client, case, "accept")
    assert buttons(client, case) == {"restock", "say"}
    press(client, case, "restock", pieces="1")
    found = again(case)
    assert (found.status, found.restocked) == ("refunding", 1)


def test_an_exchange_is_sent_from_the_desk(client):
    order = shipped()
    case = complain(order, "exchange")
    login(client, order)
    press(client, case, "agree")
    asking.send_back(case, carrier="ZTO", tracking="B", buyer=order.group.buyer, at=timezone.now())
    press(client, case, "accept")
    wrong = press(client, case, "reship", carrier="SF", tracking="")
    assert "tracking" in wrong.context["adminform"].form.errors
    press(client, case, "reship", carrier="SF", tracking="NEW")
    assert again(case).parcels.get().tracking == "NEW"


def test_a_refusal_needs_its_reason_at_the_field(client):
    order = shipped()
    case = complain(order)
    login(client, order)
    wrong = press(client, case, "reject", text=" ")
    assert "text" in wrong.context["adminform"].form.errors
    press(client, case, "reject", text="Worn")
    assert (again(case).status, case.messages.last().text) == ("rejected", "Worn")


def test_the_platform_rules_and_stores_do_not(client):
    order = shipped()
    case = complain(order)
    AfterSale.objects.filter(pk=case.pk).update(status="applied")
    login(client, order)
    press(client, case, "reject", text="No")
    asking.escalate(case, buyer=order.group.buyer, at=timezone.now())
    assert buttons(client, case) == {"say"}
    press(client, case, "dismiss", text="x")
    assert again(case).status == "platform_review"

    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    press(client, case, "order_refund", text="The picture shows it")
    assert again(case).status == "refunding"


def test_an_editor_reads_and_does_not_answer(client):
    order = shipped()
    case = complain(order)
    login(client, order, StoreStaff.Role.EDITOR)
    assert buttons(client, case) == set()
    press(client, case, "agree")
    assert again(case).status == "applied"


def test_the_queue_shows_what_waits_first(client):
    order, other = sold(), shipped()
    first = complain(order)
    done = complain(other)
    asking.withdraw(done, buyer=other.group.buyer, at=timezone.now())
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    answer = client.get(reverse("admin:shop_aftersale_changelist"), {"waits": "store"})
    assert [row.pk for row in answer.context["cl"].result_list] == [first.pk]


def test_the_queue_asks_the_same_queries_for_two_cases_and_for_six(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    counts = []
    for more in (2, 4):
        for _ in range(more):
            complain(shipped())
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("admin:shop_aftersale_changelist"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_an_invoice_is_issued_from_the_queue(client):
    order = sold()
    invoice = Invoice.objects.create(
        order=order, title="T", email="a@b.cn", requested_at=timezone.now()
    )
    login(client, order)
    where = reverse("admin:shop_invoice_change", args=[invoice.pk])
    assert "given" in client.post(where, {"given": ""}).context["adminform"].form.errors
    assert client.post(where, {"given": "243"}).status_code == 302
    assert Invoice.objects.get().status == "issued"
