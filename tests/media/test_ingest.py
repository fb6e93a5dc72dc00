import errno
import os
import tracemalloc
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import transaction

from media.models import Picture, Upload
from media.services import ingest
from tests.factories.accounts import UserFactory
from tests.factories.media import UploadFactory
from tests.media.photographs import bomb, encoded, photograph, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return UserFactory()


def stored_files(settings):
    return [path for path in Path(settings.UPLOAD_ROOT).rglob("*") if path.is_file()]


def test_a_photograph_waits_for_the_worker(owner, noon, settings):
    content = encoded(photograph(640, 480))

    upload = ingest.receive(owner=owner, file=sent(content, "Tea in March.jpg"), at=noon)

    assert upload.status == Upload.Status.RECEIVED
    assert (upload.name, upload.size) == ("Tea in March.jpg", len(content))
    assert (upload.picture.width, upload.picture.height) == (640, 480)
    assert not upload.picture.is_ready
    assert ingest.path_of(upload).read_bytes() == content
    assert "Tea" not in str(ingest.path_of(upload))


@pytest.mark.parametrize(
    ("content", "code", "status"),
    [
        (b"", "empty", 422),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "unsupported_format", 415),
        (b"%PDF-1.7 and so on", "unsupported_format", 415),
        (b"\0\0\0\x20ftypheic" + bytes(400), "unsupported_format", 415),
        (bomb(), "too_many_pixels", 422),
        (b"\xff\xd8\xff" + bytes(ingest.MOST_BYTES), "too_large", 413),
    ],
)
def test_what_is_refused_leaves_nothing_behind(owner, noon, settings, content, code, status):
    with pytest.raises(ingest.FileRefused) as refusal:
        ingest.receive(owner=owner, file=sent(content), at=noon)

    assert (refusal.value.code, refusal.value.status) == (code, status)
    assert refusal.value.field == "file"
    assert str(refusal.value)
    assert not stored_files(settings)
    assert not Upload.objects.exists()
    assert not Picture.objects.exists()


def test_a_full_disk_is_said_and_leaves_nothing_half_written(owner, noon, settings):
    class Full(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"\xff\xd8\xff"
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(ingest.FileRefused) as refusal:
        ingest.receive(owner=owner, file=Full(b"x", name="a.jpg"), at=noon)

    assert (refusal.value.code, refusal.value.status) == ("storage_full", 507)
    assert not stored_files(settings)
    assert not Upload.objects.exists()


def test_a_file_whose_rows_are_rolled_back_is_swept_up(owner, noon, settings):
    with transaction.atomic():
        ingest.receive(owner=owner, file=sent(encoded(photograph(64, 64))), at=noon)
        transaction.set_rollback(True)
    kept = ingest.receive(owner=owner, file=sent(encoded(photograph(64, 64))), at=noon)
    for path in stored_files(settings):
        os.utime(path, (0, 0))

    assert ingest.sweep_orphans(at=noon) == 1
    assert stored_files(settings) == [ingest.path_of(kept)]


def test_a_file_that_is_just_being_received_is_not_swept_up(owner, noon, settings):
    fresh = Path(settings.UPLOAD_ROOT) / "ab" / "abcd"
    fresh.parent.mkdir(parents=True)
    fresh.write_bytes(b"x")
    os.utime(fresh, (noon.timestamp() - 3600,) * 2)

    assert ingest.sweep_orphans(at=noon) == 0


def test_too_many_waiting_pictures_ask_for_patience(owner, noon, monkeypatch):
    monkeypatch.setattr(ingest, "MOST_WAITING", 2)
    for _ in range(2):
        UploadFactory(owner=owner, status=Upload.Status.RECEIVED)

    with pytest.raises(ingest.FileRefused, match="processed") as refusal:
        ingest.receive(owner=owner, file=sent(encoded(photograph(64, 64))), at=noon)
    assert refusal.value.status == 429


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a\x00b\u202egpj.jpg", None])
def test_no_name_of_the_sender_reaches_the_disk(owner, noon, settings, name):
    file = ContentFile(encoded(photograph(64, 64)), name=name)

    upload = ingest.receive(owner=owner, file=file, at=noon)

    assert stored_files(settings) == [ingest.path_of(upload)]
    assert upload.name in ("passwd", "abgpj.jpg", "")


def test_twenty_megabytes_take_no_memory(owner, noon):
    class Stream(ContentFile):
        def chunks(self, chunk_size=None):
            yield encoded(photograph(64, 64))
            for _ in range(19 * 16):
                yield bytes(64 << 10)

    tracemalloc.start()
    ingest.receive(owner=owner, file=Stream(b"x", name="large.jpg"), at=noon)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 5 << 20
