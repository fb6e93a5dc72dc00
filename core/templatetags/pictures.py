"""The HTML of a picture out of its renditions, and of a face."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

# (width, height) of a cover is kept between 4:3 and 3:4, in steps of a 24th of its width.
STEPS = 24
FLATTEST, TALLEST = 18, 32


def ratio_step(picture: Any) -> int:
    """How many 24ths of its width the cover of this picture is high: 18 (4:3) to 32 (3:4)."""
    step = round(STEPS * picture.height / picture.width) if picture else STEPS
    return max(FLATTEST, min(TALLEST, step))


def renditions(picture: Any, kind: str) -> list[Any]:
    """The files of one format, narrowest first. No query where renditions are prefetched."""
    found = [rendition for rendition in picture.renditions.all() if rendition.format == kind]
    return sorted(found, key=lambda rendition: rendition.width)


def srcset(files: list[Any]) -> str:
    return ", ".join(f"{each.file.url} {each.width}w" for each in files)


def source(picture: Any, sizes: str) -> SafeString:
    """The AVIF, which is made for the largest width alone."""
    files = renditions(picture, "avif")
    if not files:
        return SafeString("")
    return format_html('<source type="image/avif" srcset="{}" sizes="{}">', srcset(files), sizes)


def middle(files: list[Any]) -> Any:
    """The file for a browser that knows no srcset."""
    return files[len(files) // 2]


def initials(name: str) -> str:
    """One Chinese character, or the first letters of two words."""
    words = name.split()
    if not words:
        return "?"
    if not words[0][0].isascii():
        return words[0][0]
    return "".join(word[0] for word in words[:2]).upper()
