import errno

import pytest
from django.core.files.uploadhandler import MemoryFileUploadHandler

from media import tasks
from media.models import Upload
from media.services import ingest
from tests.factories.accounts import UserFactory
from tests.media.photographs import bomb, encoded, photograph, sent

pytestmark = pytest.mark.django_db
URL = "/api/v1/uploads"


@pytest.fixture
def member(client):
    user = UserFactory()
    client.force_login(user)
    return user


def test_a_picture_is_sent_decoded_and_shown(client, member):
    answer = client.post(URL, {"file": sent(encoded(photograph(900, 600)), "a.jpg")})

    assert answer.status_code == 201
    body = answer.json()
    assert (body["name"], body["status"], body["picture"]) == ("a.jpg", "received", None)

    tasks.make_renditions()
    body = client.get(f"{URL}/{body['id']}").json()
    assert body["status"] == "ready"
    assert (body["picture"]["width"], body["picture"]["height"]) == (900, 600)
    for made in body["picture"]["renditions"]:
        assert client.get(made["url"]).headers["Content-Type"] == f"image/{made['format']}"


def test_a_picture_that_proves_damaged_says_so_in_the_readers_language(client, member):
    content = encoded(photograph(900, 600))[:20_000]
    answer = client.post(URL, {"file": sent(content)})
    tasks.make_renditions()

    body = client.get(f"{URL}/{answer.json()['id']}", headers={"accept-language": "zh-hans"}).json()

    assert body["status"] == "refused"
    assert body["error"] == {
        "code": "damaged",
        "message": "图片已损坏或不完整，请重新保存后再试。",
    }


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (bomb(), 422, "too_many_pixels"),
        (b"<svg/>", 415, "unsupported_format"),
        (b"", 422, "empty"),
    ],
)
def test_a_refusal_is_a_problem_at_the_field(client, member, content, status, code):
    answer = client.post(URL, {"file": sent(content)})

    assert answer.status_code == status
    assert answer.json()["code"] == code
    assert list(answer.json()["errors"]) == ["file"]


def test_a_body_that_declares_too_much_is_not_read(client, member, monkeypatch):
    def never(*args, **kwargs):
        raise AssertionError("the body was read")

    monkeypatch.setattr(MemoryFileUploadHandler, "handle_raw_input", never)
    answer = client.post(
        URL,
        {"file": sent(encoded(photograph(64, 64)))},
        CONTENT_LENGTH=str(ingest.MOST_BYTES * 2),
    )

    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"


def test_a_disk_that_fills_while_the_body_is_read_is_said(client, member, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(MemoryFileUploadHandler, "receive_data_chunk", full)
    answer = client.post(URL, {"file": sent(encoded(photograph(64, 64)))})

    assert answer.status_code == 507
    assert answer.json()["code"] == "storage_full"


@pytest.mark.parametrize("fields", [{}, {"file": "text"}, {"owner": "1"}])
def test_other_bodies_are_bad_requests(client, member, fields):
    if "owner" in fields:
        fields = fields | {"file": sent(encoded(photograph(64, 64)))}

    assert client.post(URL, fields).status_code == 400
    assert not Upload.objects.exists()


def test_only_the_owner_sees_an_upload(client, member):
    upload_id = client.post(URL, {"file": sent(encoded(photograph(64, 64)))}).json()["id"]

    client.force_login(UserFactory())
    assert client.get(f"{URL}/{upload_id}").status_code == 404
    client.logout()
    assert client.get(f"{URL}/{upload_id}").status_code in (401, 403)
    assert client.post(URL, {"file": sent(b"")}).status_code in (401, 403)


@pytest.mark.parametrize("bad", ["1", "x", "00000000-0000-0000-0000-000000000000", "%00"])
def test_no_such_upload(client, member, bad):
    assert client.get(f"{URL}/{bad}").status_code in (400, 404)


def test_a_dead_broker_does_not_cost_the_upload(client, member, settings, monkeypatch):
    def dead(*args, **kwargs):
        raise OSError("no broker")

    monkeypatch.setattr(tasks.make_renditions, "apply_async", dead)
    assert client.post(URL, {"file": sent(encoded(photograph(64, 64)))}).status_code == 201
