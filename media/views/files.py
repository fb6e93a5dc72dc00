"""Serves the renditions where no web server in front does: safe headers, cached for ever."""

import re
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Accept-Ranges": "bytes",
}
# The names that renditions have, and none other: nothing else below MEDIA_ROOT can be asked for.
NAME = re.compile(r"p/[0-9a-f]{2}/[0-9a-f]{32}-[0-9]{1,5}\.(webp|avif)", re.ASCII)
RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})", re.ASCII)


def private_answer(content: bytes, kind: str = "image/webp") -> HttpResponse:
    """A private picture, for those whom the calling view has let in: nobody keeps it."""
    headers = HEADERS | {
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Disposition": "inline",
    }
    headers.pop("Accept-Ranges")
    return HttpResponse(content, content_type=kind, headers=headers)


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One rendition; with a Range header, a part of it."""
    kind = NAME.fullmatch(name)
    path = Path(settings.MEDIA_ROOT) / name
    if kind is None or not path.is_file():
        raise Http404

    size = path.stat().st_size
    part = _part(request.headers.get("Range", ""), size)
    if part == (0, 0):
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    return _answer(path, kind[1], part, size)


def _answer(path: Path, kind: str, part: tuple[int, int] | None, size: int) -> HttpResponseBase:
    headers = HEADERS | {"Content-Disposition": f'inline; filename="{path.name}"'}
    if part is None:
        return FileResponse(path.open("rb"), content_type=f"image/{kind}", headers=headers)
    start, end = part
    with path.open("rb") as body:
        body.seek(start)
        content = body.read(end - start)
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return HttpResponse(content, content_type=f"image/{kind}", status=206, headers=headers)


def _part(header: str, size: int) -> tuple[int, int] | None:
    """The half-open range asked for; None for the whole, (0, 0) where there is no such part."""
    asked = RANGE.fullmatch(header.strip())
    if asked is None or not any(asked.groups()):
        return None
    first, last = asked.groups()
    if not first:
        return (max(0, size - int(last)), size) if int(last) else (0, 0)
    start, end = int(first), min(size, int(last) + 1 if last else size)
    return (start, end) if start < end else (0, 0)
