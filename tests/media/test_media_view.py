import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

NAME = "p/ab/" + "ab" * 16 + "-360.webp"
BODY = bytes(range(256)) * 4


@pytest.fixture
def url():
    default_storage.save(NAME, ContentFile(BODY))
    default_storage.save("secret.txt", ContentFile(b"secret"))
    return f"/media/{NAME}"


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_rendition_is_served_safely_and_kept_for_ever(client, url):
    answer = client.get(url)

    assert body(answer) == BODY
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("inline; filename=")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-99", 206, 0, 99),
        ("bytes=1000-", 206, 1000, 1023),
        ("bytes=-24", 206, 1000, 1023),
        ("bytes=1000-9999", 206, 1000, 1023),
        ("bytes=-9999", 206, 0, 1023),
    ],
)
def test_a_part_is_served(client, url, asked, status, first, last):
    answer = client.get(url, headers={"range": asked})

    assert answer.status_code == status
    assert body(answer) == BODY[first : last + 1]
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/1024"
    assert answer.headers["Content-Length"] == str(last + 1 - first)


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=5-4", "bytes=-0"])
def test_a_part_that_is_not_there_is_416(client, url, asked):
    answer = client.get(url, headers={"range": asked})

    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == "bytes */1024"


@pytest.mark.parametrize("asked", ["bytes=-", "lines=1-2", "bytes=a-b", "bytes=0-1,5-6", "x"])
def test_a_range_nobody_understands_gives_the_whole(client, url, asked):
    assert client.get(url, headers={"range": asked}).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "secret.txt",
        "p/../secret.txt",
        "p/ab/../../secret.txt",
        "..%2f..%2fetc/passwd",
        "p/ab/" + "cd" * 16 + "-360.webp",
        "p/ab/" + "ab" * 16 + "-360.svg",
        "p/ab/" + "ab" * 16 + "-360.webp%00",
        "",
    ],
)
def test_nothing_else_below_the_folder_can_be_asked_for(client, url, name):
    assert client.get(f"/media/{name}").status_code in (400, 404)


def test_writing_is_not_allowed(client, url):
    assert client.post(url).status_code == 405
