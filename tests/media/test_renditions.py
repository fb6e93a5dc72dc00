import errno
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError
from PIL import Image

from media import sandbox, tasks
from media.models import Rendition, Upload
from media.services import ingest, renditions
from media.signals import picture_ready, picture_refused
from tests.factories.accounts import UserFactory
from tests.media.photographs import encoded, exif, photograph, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload(noon):
    content = encoded(photograph(1600, 1200), exif=exif(orientation=6))
    return ingest.receive(owner=UserFactory(), file=sent(content), at=noon)


@pytest.fixture
def damaged(noon):
    content = encoded(photograph(1600, 1200))[:60_000]
    return ingest.receive(owner=UserFactory(), file=sent(content), at=noon)


@pytest.fixture
def news():
    heard = []

    def ready(sender, picture, **kwargs):
        heard.append(("ready", picture.pk))

    def refused(sender, picture, code, **kwargs):
        heard.append((code, picture.pk))

    picture_ready.connect(ready)
    picture_refused.connect(refused)
    yield heard
    picture_ready.disconnect(ready)
    picture_refused.disconnect(refused)


def dying(code):
    def decode(*args, **kwargs):
        raise sandbox.Undecodable(code)

    return decode


def test_an_upload_becomes_a_picture_that_readers_can_fetch(upload, noon, news):
    assert renditions.make(upload, at=noon)

    upload.refresh_from_db()
    picture = upload.picture
    assert (upload.status, upload.settled_at) == (Upload.Status.READY, noon)
    assert picture.is_ready
    assert (picture.width, picture.height) == (1200, 1600)
    assert picture.colour != "#e6e6e8"
    assert picture.phash is not None
    assert [made.width for made in picture.renditions.order_by("width")] == [360, 720, 1200]
    for made in picture.renditions.all():
        with Image.open(made.file) as image:
            assert image.size == (made.width, made.height)
            assert not dict(image.getexif())
        assert made.size == made.file.size
    assert news == [("ready", picture.pk)]


def test_twice_is_once(upload, noon, news):
    assert renditions.make(upload, at=noon)
    assert not renditions.make(upload, at=noon)

    assert Rendition.objects.count() == 3
    assert len(news) == 1


def test_the_original_goes_when_the_avif_is_made(upload, noon, django_capture_on_commit_callbacks):
    path = ingest.path_of(upload)
    renditions.make(upload, at=noon)
    assert path.exists()

    with django_capture_on_commit_callbacks(execute=True):
        assert renditions.make_avif(upload, at=noon)
    assert not renditions.make_avif(upload, at=noon)

    avif = upload.picture.renditions.get(format="avif")
    assert avif.width == 1200
    assert not path.exists()
    upload.refresh_from_db()
    assert upload.original == ""


def test_a_damaged_file_is_refused_at_once(damaged, noon, news, django_capture_on_commit_callbacks):
    path = ingest.path_of(damaged)
    with django_capture_on_commit_callbacks(execute=True):
        assert renditions.make(damaged, at=noon)

    damaged.refresh_from_db()
    assert (damaged.status, damaged.error) == (Upload.Status.REFUSED, "damaged")
    assert not damaged.picture.is_ready
    assert not path.exists()
    assert news == [("damaged", damaged.picture.pk)]


def test_a_poison_file_is_tried_three_times_and_never_again(upload, noon, news, monkeypatch):
    monkeypatch.setattr(sandbox, "decode", dying("crashed"))

    assert [renditions.make(upload, at=noon) for _ in range(5)] == [
        False,
        False,
        True,
        False,
        False,
    ]

    upload.refresh_from_db()
    assert (upload.status, upload.error) == (Upload.Status.REFUSED, "crashed")
    assert len(news) == 1


def test_a_file_over_which_the_worker_dies_is_refused_too(upload, noon, monkeypatch):
    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(sandbox, "decode", killed)
    for _ in range(renditions.ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            renditions.make(upload, at=noon)

    assert renditions.make(upload, at=noon)
    upload.refresh_from_db()
    assert (upload.status, upload.error) == (Upload.Status.REFUSED, "crashed")


def test_a_crash_that_passes_is_forgiven(upload, noon, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(sandbox, "decode", dying("timed_out"))
        assert not renditions.make(upload, at=noon)

    assert renditions.make(upload, at=noon)


def test_a_full_disk_is_not_the_files_fault(upload, noon, monkeypatch):
    with monkeypatch.context() as patch:

        def full(*args, **kwargs):
            raise OSError(errno.ENOSPC, "No space left on device")

        patch.setattr(default_storage, "save", full)
        for _ in range(5):
            assert not renditions.make(upload, at=noon)
    assert not Rendition.objects.exists()

    assert renditions.make(upload, at=noon)
    upload.refresh_from_db()
    assert upload.status == Upload.Status.READY


def test_a_broken_database_does_not_count_as_the_files_fault(upload, noon, monkeypatch):
    def gone(*args, **kwargs):
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(sandbox, "decode", gone)
        with pytest.raises(OperationalError):
            renditions.make(upload, at=noon)

    assert renditions.make(upload, at=noon)


def test_an_avif_that_cannot_be_made_is_done_without(upload, noon, monkeypatch):
    renditions.make(upload, at=noon)
    monkeypatch.setattr(sandbox, "decode", dying("crashed"))

    assert [renditions.make_avif(upload, at=noon) for _ in range(4)] == [False, False, False, True]
    assert upload.picture.renditions.count() == 3


def test_the_worker_finds_all_that_waits(upload, damaged, settings):
    assert tasks.make_renditions() == 3
    assert tasks.make_renditions() == 0

    upload.refresh_from_db()
    damaged.refresh_from_db()
    assert (upload.status, damaged.status) == ("ready", "refused")
    names = [path.name for path in Path(settings.MEDIA_ROOT).rglob("*.*")]
    assert len(names) == 4
    assert not any(str(upload.pk) in name or upload.pk.hex in name for name in names)


def test_what_fails_does_not_hold_up_the_others(upload, noon, monkeypatch):
    other = ingest.receive(owner=upload.owner, file=sent(encoded(photograph(64, 64))), at=noon)
    original = sandbox.decode

    def choosy(source, **kwargs):
        if source == ingest.path_of(upload):
            raise sandbox.Undecodable("crashed")
        return original(source, **kwargs)

    monkeypatch.setattr(sandbox, "decode", choosy)
    tasks.make_renditions()

    other.refresh_from_db()
    assert other.status == Upload.Status.READY
