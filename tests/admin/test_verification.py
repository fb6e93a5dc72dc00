"""Verification in the admin: a brand sends its papers, the platform answers."""

import errno
from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from media.services import ingest
from media.tasks import make_renditions
from shop.models import Verification
from tests.factories.accounts import UserFactory
from tests.factories.shop import StoreFactory, StoreStaffFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/shop/verification/"


@pytest.fixture
def store():
    return StoreFactory()


@pytest.fixture
def brand(store):
    client = Client()
    client.force_login(StoreStaffFactory(store=store).user)
    return client


@pytest.fixture
def platform():
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def scan(tmp_path):
    Image.new("RGB", (600, 800), "white").save(tmp_path / "licence.png")
    content = (tmp_path / "licence.png").read_bytes()
    return lambda: SimpleUploadedFile("licence.png", content, "image/png")


def apply(client, store, *papers, **changes):
    sent = {
        "store": store.pk,
        "kind": "official",
        "legal_name": "Tea Ltd",
        "registration": "91440300",
        "message": "",
        "papers": list(papers),
        **changes,
    }
    return client.post(f"{LIST}add/", sent)


def press(client, application, button, **sent):
    address = f"{LIST}{application.pk}/change/"
    sent = {"why": "", "until": "", **sent, f"shop_verification_{button}": "1"}
    return client.post(address, sent, follow=True)


def test_from_papers_to_the_badge(store, brand, platform, scan):
    assert apply(brand, store, scan(), scan()).status_code == 302
    application = Verification.objects.get()
    assert application.documents.count() == 2
    assert all(paper.picture.upload.is_private for paper in application.documents.all())

    assert b"Approve" not in brand.get(f"{LIST}{application.pk}/change/").content
    press(brand, application, "approve", until=(timezone.localdate() + timedelta(9)).isoformat())
    application.refresh_from_db()
    assert application.status == "submitted"

    assert b"Approve" in platform.get(f"{LIST}{application.pk}/change/").content
    refused = press(platform, application, "refuse")
    assert "Say why" in refused.content.decode()
    far = press(platform, application, "approve", until="2099-01-01")
    assert "within the next three years" in far.content.decode()
    day = timezone.localdate() + timedelta(days=200)
    press(platform, application, "approve", until=day.isoformat(), why="Seen.")
    store.refresh_from_db()
    assert store.is_official()
    assert timezone.localdate(store.verified_until - timedelta(seconds=1)) == day

    press(platform, application, "revoke", why="Sold.")
    store.refresh_from_db()
    assert not store.is_official()


def test_what_is_wrong_stands_at_its_field(store, brand, scan):
    none = apply(brand, store)
    assert none.context["adminform"].form.errors.keys() == {"papers"}
    text = SimpleUploadedFile("x.pdf", b"%PDF-1.7 not a picture", "application/pdf")
    assert "x.pdf" in str(apply(brand, store, text).context["adminform"].form.errors["papers"])
    assert apply(brand, StoreFactory(), scan()).context["adminform"].form.errors.keys() == {"store"}

    apply(brand, store, scan())
    second = apply(brand, store, scan())
    assert second.context["adminform"].form.errors.keys() == {"store"}
    assert Verification.objects.count() == 1


def test_papers_are_for_their_own_staff_and_the_platform(store, brand, platform, scan):
    apply(brand, store, scan())
    make_renditions()
    paper = Verification.objects.get().documents.get()
    address = f"/verification/documents/{paper.pk}"
    rival, stranger, former = Client(), Client(), Client()
    rival.force_login(StoreStaffFactory().user)
    stranger.force_login(UserFactory())
    former.force_login(StoreStaffFactory(store=store, user__is_staff=False).user)

    for client in (brand, platform):
        shown = client.get(address)
        assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")
        assert shown["Cache-Control"] == "private, no-store"
        assert "sandbox" in shown["Content-Security-Policy"]
    for client in (Client(), rival, stranger, former):
        assert client.get(address).status_code == 404


def test_the_brand_takes_it_back(store, brand, scan):
    apply(brand, store, scan())
    application = Verification.objects.get()
    press(brand, application, "withdraw")

    application.refresh_from_db()
    assert application.status == "withdrawn"


PDF = b"%PDF-1.7\n1 0 obj<</JS(app.alert(1))>>endobj\ntrailer<<>>\n%%EOF\n"


def pdf(content=PDF, name="licence.pdf"):
    return SimpleUploadedFile(name, content, "application/pdf")


def test_a_pdf_is_kept_as_it_came_and_handed_out_to_keep_alone(brand, platform, store, scan):
    assert apply(brand, store, pdf(name="scan.png"), scan()).status_code == 302
    application = Verification.objects.get()
    kept, picture = application.documents.order_by("pk")
    assert (bool(kept.file), kept.picture, picture.file) == (True, None, "")

    address = f"/verification/documents/{kept.pk}"
    for client in (brand, platform):
        answer = client.get(address)
        assert answer.content == PDF
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "private, no-store"
    stranger = Client()
    stranger.force_login(StoreStaffFactory().user)
    assert stranger.get(address).status_code == 404
    assert Client().get(address).status_code == 404
    page = platform.get(f"{LIST}{application.pk}/change/").content.decode()
    assert f'href="{address}" download' in page


@pytest.mark.parametrize(
    "content",
    [PDF[:40], b"PK\x03\x04" + PDF, b"<html>%PDF-", PDF[:9] + b"x" * (10 << 20) + PDF[-8:]],
    ids=["cut", "zip", "html", "large"],
)
def test_what_is_no_whole_pdf_is_refused_and_named(brand, store, content):
    answer = apply(brand, store, pdf(content))
    assert answer.status_code == 200
    assert "licence.pdf: " in answer.content.decode()
    assert not Verification.objects.exists()


def test_a_pdf_comes_by_the_api_too(brand, store):
    address = f"/api/v1/stores/{store.slug}/verifications"
    claim = {"kind": "official", "legal_name": "Tea Ltd", "registration": "91440300"}
    assert brand.post(address, claim).status_code == 400
    assert brand.post(address, claim | {"papers": [pdf(PDF[:40])]}).status_code == 400
    answer = brand.post(address, claim | {"papers": [pdf()]})
    assert answer.status_code == 201
    assert brand.get(answer.json()["documents"][0]["url"]).content == PDF


def test_papers_without_room_are_said_and_what_was_typed_stays(brand, store, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    answer = apply(brand, store, pdf(), legal_name="Tea & Co")
    page = brand.get(answer["Location"]).content.decode()
    assert "Files cannot be stored at the moment." in page
    assert 'value="Tea &amp; Co"' in page
    assert not Verification.objects.exists()
    address = f"/api/v1/stores/{store.slug}/verifications"
    claim = {"kind": "official", "legal_name": "Tea Ltd", "registration": "91440300"}
    said = brand.post(address, claim | {"papers": [pdf()]})
    assert (said.status_code, said.json()["code"]) == (507, "storage_full")
    assert list(said.json()["errors"]) == ["papers"]


def test_after_a_pdf_pictures_are_taken_as_before(brand, store, scan):
    apply(brand, store, pdf())
    Verification.objects.update(status="withdrawn")
    owner = store.staff.get().user
    upload = ingest.receive(owner=owner, file=scan(), at=timezone.now(), is_private=True)
    claim = {"kind": "official", "legal_name": "Tea Ltd", "registration": "91440300"}
    sent = claim | {"documents": [str(upload.pk)]}
    address = f"/api/v1/stores/{store.slug}/verifications"
    assert brand.post(address, sent, content_type="application/json").status_code == 201
