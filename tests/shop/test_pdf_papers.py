"""PDFs of a verification: where there is no room for one, and what a kill leaves behind."""

import errno
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.utils import timezone

from media.services.ingest import FileRefused
from media.storage import private_storage
from shop.models import Verification
from shop.services import pdf_papers, verification
from shop.tasks import sweep_orphaned_papers
from tests.factories.shop import StoreFactory, StoreStaffFactory

pytestmark = pytest.mark.django_db
CLAIM = verification.Claim("official", "Tea Ltd", "91440300-X")
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.UPLOAD_ROOT = tmp_path
    return tmp_path / "private" / "papers"


@pytest.fixture
def store():
    return StoreFactory()


def pdf():
    return ContentFile(PDF, name="licence.pdf"), "licence.pdf"


def apply(store, *papers):
    owner = StoreStaffFactory(store=store).user
    at = timezone.now()
    return verification.apply(store, applicant=owner, claim=CLAIM, documents=papers, at=at)


class Full(ContentFile):
    """A PDF at whose second half the disk is full."""

    def chunks(self, chunk_size=None):
        yield PDF[:9]
        raise OSError(errno.ENOSPC, "No space left on device")


def test_without_room_for_one_no_paper_is_kept(store, folder):
    with pytest.raises(FileRefused) as refusal:
        apply(store, pdf(), pdf(), (Full(PDF, name="x.pdf"), "x.pdf"))

    assert (refusal.value.code, refusal.value.field) == ("storage_full", "papers")
    assert list(folder.iterdir()) == []
    assert not Verification.objects.exists()


def test_what_no_document_names_is_swept_after_a_day(store, folder):
    kept = apply(store, pdf()).documents.get().file
    left, fresh = (pdf_papers.keep(pdf()[0]) for _ in range(2))
    long_ago = (timezone.now() - timedelta(hours=25)).timestamp()
    for name in (kept, left):
        os.utime(Path(private_storage().path(name)), (long_ago, long_ago))

    assert [sweep_orphaned_papers() for _ in range(2)] == [1, 0]
    assert {f"papers/{path.name}" for path in folder.iterdir()} == {kept, fresh}


def test_where_no_paper_ever_came_nothing_is_swept():
    assert sweep_orphaned_papers() == 0


@pytest.fixture
def sent(client, store):
    client.force_login(StoreStaffFactory(store=store).user)
    fields = {"kind": "official", "legal_name": "Tea Ltd", "registration": "91440300"}

    def post(**more):
        papers = {"papers": [pdf()[0]]}
        return client.post(f"/api/v1/stores/{store.slug}/verifications", fields | papers, **more)

    return post


def test_a_body_that_declares_too_much_is_not_read(sent, monkeypatch):
    def never(*args, **kwargs):
        raise AssertionError("the body was read")

    monkeypatch.setattr(MemoryFileUploadHandler, "handle_raw_input", never)
    answer = sent(CONTENT_LENGTH=str(82 << 20))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large_together")
    assert list(answer.json()["errors"]) == ["papers"]


def test_a_disk_that_fills_while_the_body_is_read_is_said(sent, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(MemoryFileUploadHandler, "receive_data_chunk", full)
    answer = sent()
    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
