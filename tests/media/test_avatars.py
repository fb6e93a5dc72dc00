import pytest

from media import tasks
from media.models import Avatar, Upload
from tests.factories.accounts import UserFactory
from tests.factories.media import PictureFactory
from tests.media.photographs import encoded, photograph, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    user = UserFactory()
    client.force_login(user)
    return user


def test_a_face_is_chosen_on_the_page_and_seen_once_decoded(client, member):
    client.post("/me/avatar", {"file": sent(encoded(photograph(400, 400)))})
    assert "<img class=" not in client.get("/me/avatar").content.decode()

    tasks.make_renditions()
    assert member.avatar.picture.renditions.first().file.url in (
        client.get("/me/avatar").content.decode()
    )


def test_a_refused_file_is_said_at_the_field(client, member):
    answer = client.post("/me/avatar", {"file": sent(b"<svg/>")})

    assert list(answer.context["form"].errors) == ["file"]
    assert not Avatar.objects.exists()


def test_a_face_that_proves_damaged_is_taken_away(client, member):
    client.post("/me/avatar", {"file": sent(encoded(photograph(900, 900))[:20_000])})
    tasks.make_renditions()

    assert not Avatar.objects.exists()
    assert Upload.objects.get().status == Upload.Status.REFUSED


def test_a_face_is_removed(client, member):
    Avatar.objects.create(user=member, picture=PictureFactory(owner=member))

    client.post("/me/avatar", {"remove": "1"})
    assert not Avatar.objects.exists()


def test_nobody_takes_anothers_upload_for_a_face(client, member):
    own, foreign = PictureFactory(owner=member), PictureFactory()

    def put(upload):
        body = {"upload": str(upload)}
        return client.put("/api/v1/me/avatar", body, content_type="application/json").status_code

    assert put(foreign.upload_id) == 404
    assert put("no id") == 400
    assert put(own.upload_id) == 204
    assert put(own.upload_id) == 204
    assert Avatar.objects.get().picture == own
    assert client.delete("/api/v1/me/avatar").status_code == 204
    assert not Avatar.objects.exists()
