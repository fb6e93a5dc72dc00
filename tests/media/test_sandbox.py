import resource
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from media import sandbox
from tests.media.photographs import bomb, encoded, exif, photograph, quarters


def decode(tmp_path, content, **options):
    source, target = tmp_path / "sent", tmp_path / "made"
    source.write_bytes(content)
    target.mkdir(exist_ok=True)
    return sandbox.decode(source, target=target, **{"formats": ("webp",)} | options)


def test_three_widths_and_never_a_larger_one(tmp_path):
    large = decode(tmp_path, encoded(photograph(2000, 1500)))
    small = decode(tmp_path, encoded(photograph(500, 375)))

    assert [file.width for file in large.files] == [360, 720, 1440]
    assert [file.height for file in large.files] == [270, 540, 1080]
    assert [file.width for file in small.files] == [360, 500]


def test_a_very_tall_picture_stays_within_three_widths(tmp_path):
    decoded = decode(tmp_path, encoded(Image.new("RGB", (300, 6000))))

    assert decoded.files[0].height == 3 * 360
    assert len({file.width for file in decoded.files}) == len(decoded.files)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_rotation_of_the_camera_is_applied(tmp_path, orientation):
    upright = quarters()
    stored = _turned(upright, orientation)
    content = encoded(stored, exif=exif(orientation=orientation), quality=95)

    decoded = decode(tmp_path, content)

    assert (decoded.width, decoded.height) == upright.size
    with Image.open(decoded.files[-1].path) as made:
        assert made.size == upright.size
        for place in ((100, 50), (300, 50), (100, 150), (300, 150)):
            wanted, got = upright.getpixel(place), made.getpixel(place)
            assert max(abs(a - b) for a, b in zip(wanted, got, strict=True)) < 25, place


def _turned(image, orientation):
    """What a camera stores for this orientation: the inverse of what a viewer must do."""
    inverse = {
        2: Image.FLIP_LEFT_RIGHT,
        3: Image.ROTATE_180,
        4: Image.FLIP_TOP_BOTTOM,
        5: Image.TRANSPOSE,
        6: Image.ROTATE_90,
        7: Image.TRANSVERSE,
        8: Image.ROTATE_270,
    }
    return image.transpose(inverse[orientation]) if orientation in inverse else image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_but_pixels_is_kept(tmp_path, kind):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = encoded(photograph(300, 200), kind, exif=exif(), icc_profile=profile)
    assert b"PhoneMaker" in content

    decoded = decode(tmp_path, content, formats=("webp", "avif"))

    for file in decoded.files:
        made = Path(file.path).read_bytes()
        assert b"PhoneMaker" not in made
        assert b"Exif" not in made
        with Image.open(file.path) as image:
            assert not dict(image.getexif())
            assert "icc_profile" not in image.info


def test_a_polyglot_loses_its_other_half(tmp_path):
    content = encoded(photograph(300, 200)) + b"<script>alert(1)</script>PK\x03\x04"

    decoded = decode(tmp_path, content)

    assert all(b"<script>" not in Path(file.path).read_bytes() for file in decoded.files)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "1", "I;16"])
def test_every_mode_becomes_colour(tmp_path, mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    source = photograph(200, 150)
    if mode == "I;16":
        image = Image.new("I;16", (200, 150), 40_000)
    else:
        image = source.convert("L").convert(mode) if mode == "LA" else source.convert(mode)

    decoded = decode(tmp_path, encoded(image, kind))

    with Image.open(decoded.files[-1].path) as made:
        assert made.mode == "RGB"
        assert made.resize((1, 1)).getpixel((0, 0)) > (40, 40, 40)


def test_transparent_pixels_become_white(tmp_path):
    decoded = decode(tmp_path, encoded(Image.new("RGBA", (90, 90), (0, 0, 0, 0)), "PNG"))

    assert decoded.colour == "#ffffff"


def test_a_damaged_profile_does_not_cost_the_picture(tmp_path):
    decoded = decode(tmp_path, encoded(photograph(90, 90), icc_profile=b"no profile" * 20))

    assert decoded.width == 90


def test_near_pictures_have_near_hashes(tmp_path):
    image = photograph(800, 600)
    first = decode(tmp_path, encoded(image, quality=95)).phash
    again = decode(tmp_path, encoded(image.resize((500, 375)), quality=60)).phash
    other = decode(tmp_path, encoded(quarters())).phash

    assert _distance(first, again) <= 6
    assert _distance(first, other) > 12
    assert -(2**63) <= first < 2**63


def _distance(one, two):
    return ((one ^ two) & (2**64 - 1)).bit_count()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (encoded(photograph(900, 700))[:30_000], "damaged"),
        (encoded(photograph(300, 200), "PNG")[:20_000], "damaged"),
        (b"\xff\xd8\xff\xe0" + bytes(500), "unsupported_format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unsupported_format"),
        (b"", "unsupported_format"),
    ],
)
def test_what_is_no_whole_picture_is_named(tmp_path, content, code):
    with pytest.raises(sandbox.Undecodable) as refusal:
        decode(tmp_path, content)

    assert refusal.value.code == code
    assert refusal.value.is_final


def test_a_bomb_is_refused_by_its_pixels(tmp_path):
    with pytest.raises(sandbox.Undecodable, match="too_many_pixels"):
        decode(tmp_path, bomb())


def test_the_pixel_limit_is_an_error_and_not_a_warning(tmp_path):
    # 64 million pixels: Pillow alone would only warn up to twice its limit.
    with pytest.raises(sandbox.Undecodable, match="too_many_pixels"):
        decode(tmp_path, bomb(8_000))


def test_memory_is_limited(tmp_path, monkeypatch):
    content = encoded(photograph(3000, 2000), "PNG", compress_level=1)
    assert decode(tmp_path, content).width == 3000

    monkeypatch.setattr(sandbox, "MEMORY", 50 << 20)
    with pytest.raises(sandbox.Undecodable) as refusal:
        decode(tmp_path, content)
    assert refusal.value.code in ("too_costly", "damaged")


def test_processor_time_is_limited(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "SECONDS", 1)
    content = encoded(photograph(4000, 3000), "PNG", compress_level=1)

    with pytest.raises(sandbox.Undecodable, match="too_costly"):
        decode(tmp_path, content, formats=("avif",) * 40)


def test_time_on_the_clock_is_limited(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "PATIENCE", 0.01)
    with pytest.raises(sandbox.Undecodable) as refusal:
        decode(tmp_path, encoded(photograph()))

    assert refusal.value.code == "timed_out"
    assert not refusal.value.is_final


def test_twelve_megapixels_cost_three_seconds_at_most(tmp_path):
    content = encoded(photograph(4000, 3000), quality=90, exif=exif(orientation=6))
    before = _spent()
    decode(tmp_path, content)
    decode(tmp_path, content, formats=("avif",), widths=(1440,))

    assert _spent() - before <= 3


def _spent():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
