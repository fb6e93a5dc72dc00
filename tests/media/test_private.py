"""A private picture has no public address, and fits nowhere in public."""

from pathlib import Path

import pytest
from django.conf import settings

from media import storage, tasks
from media.models import Upload
from media.services import ingest
from tests.factories.accounts import UserFactory
from tests.media.photographs import encoded, photograph, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload(noon):
    file = sent(encoded(photograph(900, 600)))
    upload = ingest.receive(owner=UserFactory(), file=file, at=noon, is_private=True)
    tasks.make_renditions()
    return Upload.objects.get(pk=upload.pk)


def test_its_files_lie_where_nothing_is_served(client, upload):
    assert upload.status == Upload.Status.READY
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.*"))
    for made in upload.picture.renditions.all():
        assert storage.private_storage().exists(made.file.name)
        assert client.get(f"/media/{made.file.name}").status_code == 404


def test_a_checked_view_may_read_it(upload):
    body = storage.private_bytes(upload.picture, widest=800)
    assert body[8:12] == b"WEBP"


def test_a_public_picture_is_not_read_this_way(noon):
    file = sent(encoded(photograph(900, 600)))
    upload = ingest.receive(owner=UserFactory(), file=file, at=noon)
    tasks.make_renditions()
    assert storage.private_bytes(upload.picture, widest=800) is None


def test_it_has_no_address(upload):
    with pytest.raises(ValueError, match="private"):
        storage.private_storage().url("p/x.webp")


def test_the_api_keeps_it_private_and_no_face_is_made_of_it(client):
    client.force_login(UserFactory())
    file = sent(encoded(photograph(900, 600)))
    body = client.post("/api/v1/uploads", {"file": file, "is_private": "true"}).json()
    tasks.make_renditions()

    shown = client.get(f"/api/v1/uploads/{body['id']}").json()
    refused = client.put(
        "/api/v1/me/avatar", {"upload": body["id"]}, content_type="application/json"
    )

    assert (shown["is_private"], shown["picture"]["renditions"]) == (True, [])
    assert refused.status_code == 404
