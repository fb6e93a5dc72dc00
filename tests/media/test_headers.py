import io

import pytest

from media import headers
from tests.media.photographs import bomb, encoded, exif, photograph


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {}),
        ("JPEG", {"progressive": True}),
        ("JPEG", {"exif": exif()}),
        ("PNG", {}),
        ("WEBP", {}),
        ("WEBP", {"lossless": True}),
        ("WEBP", {"exif": exif()}),
        ("AVIF", {"speed": 10}),
        ("GIF", {}),
    ],
)
def test_the_header_tells_format_and_size(kind, options):
    content = encoded(photograph(321, 123), kind, **options)

    assert headers.read(io.BytesIO(content)) == headers.Header(kind.lower(), 321, 123)


def test_a_bomb_is_measured_without_being_decoded():
    content = bomb()

    assert len(content) < 100_000
    assert headers.read(io.BytesIO(content)).pixels == 400_000_000


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF8",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\x00\x00" * 9,
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"\0\0\0\x20ftypheic" + bytes(40),
        b"\0\0\0\x20ftypavif" + bytes(40),
        encoded(photograph(64, 64))[:20],
    ],
)
def test_anything_else_has_no_header(content):
    assert headers.read(io.BytesIO(content)) is None


def test_no_prefix_of_a_real_file_breaks_the_reader():
    for kind in ("JPEG", "PNG", "WEBP", "AVIF", "GIF"):
        content = encoded(photograph(40, 30), kind)
        for length in range(min(len(content), 600)):
            headers.read(io.BytesIO(content[:length]))
