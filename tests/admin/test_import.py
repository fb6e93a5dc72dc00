"""Platform staff import providers' reports; nobody else can."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shop.models import MarketOrder
from tests.factories.accounts import UserFactory
from tests.factories.shop import StoreStaffFactory

pytestmark = pytest.mark.django_db
HEAD = "id,subUnionId,estimateFee,validCode\n"


def _send(client, text, **values):
    file = SimpleUploadedFile("report.csv", text.encode("gbk"))
    path = reverse("admin:shop_marketorder_import_report")
    return client.post(path, {"provider": "jd", "file": file, **values})


@pytest.fixture
def platform(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def test_a_report_is_tried_and_then_taken(platform):
    text = HEAD + "1,,5.00,16\n2,,x,16\n"
    page = _send(platform, text, is_dry="on").content.decode()
    assert "estimateFee" in page
    assert not MarketOrder.objects.exists()

    _send(platform, text)
    assert MarketOrder.objects.get().commission == 500


def test_what_is_no_report_is_said_at_the_field(platform):
    answer = _send(platform, "a,b\n1,2\n")
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["file"]
    assert _send(platform, HEAD, provider="amazon").context["form"].errors["provider"]


def test_staff_of_a_store_import_nothing(client):
    client.force_login(StoreStaffFactory().user)
    assert _send(client, HEAD + "1,,5.00,16\n").status_code == 302
    assert not MarketOrder.objects.exists()
