"""Format and size of a picture as its header declares them, read without decoding a pixel.

The web process asks this much and no more: the bytes themselves are a matter for the child.
"""

import struct
from dataclasses import dataclass
from typing import Protocol


class Readable(Protocol):
    """A file as far as headers are read: one on the disk, or one being sent."""

    def read(self, size: int, /) -> bytes: ...

    def seek(self, offset: int, whence: int = 0, /) -> object: ...


@dataclass(frozen=True, slots=True)
class Header:
    format: str
    width: int
    height: int

    @property
    def pixels(self) -> int:
        return self.width * self.height


def read(file: Readable) -> Header | None:
    """The header of a JPEG, PNG, WebP, AVIF or GIF file; None for anything else."""
    file.seek(0)
    start = file.read(32)
    try:
        size = _size(start, file)
    except (struct.error, IndexError):  # cut off inside its header
        return None
    if size is None or min(size[1:]) < 1:
        return None
    return Header(*size)


def _size(start: bytes, file: Readable) -> tuple[str, int, int] | None:
    if start[:3] == b"\xff\xd8\xff":
        return _jpeg(file)
    if start[:8] == b"\x89PNG\r\n\x1a\n" and start[12:16] == b"IHDR":
        return "png", *struct.unpack(">II", start[16:24])
    if start[:6] in (b"GIF87a", b"GIF89a"):
        return "gif", *struct.unpack("<HH", start[6:10])
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return _webp(start)
    if start[4:8] == b"ftyp" and start[8:12] in (b"avif", b"avis"):
        return _avif(file)
    return None


def _jpeg(file: Readable) -> tuple[str, int, int] | None:
    """Walk from segment to segment up to the frame header, which may stand behind a long EXIF."""
    file.seek(2)
    while True:
        marker = file.read(2)
        if len(marker) < 2 or marker[0] != 0xFF:
            return None
        if marker[1] == 0xFF:  # a fill byte
            file.seek(-1, 1)
            continue
        (length,) = struct.unpack(">H", file.read(2))
        if 0xC0 <= marker[1] <= 0xCF and marker[1] not in (0xC4, 0xC8, 0xCC):
            _, height, width = struct.unpack(">BHH", file.read(5))
            return "jpeg", width, height
        if marker[1] in (0xD9, 0xDA) or length < 2:
            return None
        file.seek(length - 2, 1)


def _webp(start: bytes) -> tuple[str, int, int] | None:
    kind = start[12:16]
    if kind == b"VP8X":
        width = int.from_bytes(start[24:27], "little") + 1
        return "webp", width, int.from_bytes(start[27:30], "little") + 1
    if kind == b"VP8L" and start[20] == 0x2F:
        bits = int.from_bytes(start[21:25], "little")
        return "webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and start[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", start[26:30])
        return "webp", width & 0x3FFF, height & 0x3FFF
    return None


def _avif(file: Readable) -> tuple[str, int, int] | None:
    """The largest extent that the file names: it may hold tiles and thumbnails beside it."""
    file.seek(0)
    head = file.read(1 << 16)
    sizes = []
    place = head.find(b"ispe")
    while place >= 0:
        sizes.append(struct.unpack(">II", head[place + 8 : place + 16]))
        place = head.find(b"ispe", place + 4)
    if not sizes:
        return None
    return "avif", *max(sizes, key=lambda size: size[0] * size[1])
