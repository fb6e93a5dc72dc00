"""What templates need to show money, time, numbers, pictures, faces and fields."""

import datetime
from functools import lru_cache
from typing import Any
from zlib import crc32

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import icons, wording
from core.templatetags import pictures, sheets
from core.templatetags import standing as standing_parts

register = template.Library()
# How many colours a face without a picture may have: .face-0 … .face-7.
FACES = 8


@register.simple_tag
def money(minor: int, currency: str = "CNY", short: bool = False) -> str:
    """{% money 8850 "CNY" %} → ¥88.50; short=True drops ".00", for cards and chips."""
    return wording.money(int(minor), currency, short=bool(short))


@register.filter
def weight(grams: int) -> str:
    """1500 → 1.5 kg."""
    return wording.weight(int(grams))


@register.filter
def compact(number: int | None) -> str:
    """12345 → 1.2万 or 12.3k."""
    return wording.compact(int(number or 0))


@register.simple_tag
def ago(moment: datetime.datetime | None) -> str:
    """A <time> that says how long ago, and on hover when exactly; nothing for no moment."""
    if not moment:
        return ""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        wording.exact(moment),
        wording.ago(moment),
    )


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, cls: str = "") -> SafeString:
    """{% icon "heart" %}: inline SVG, hidden from those who hear the page."""
    return SafeString(icons.markup(name, f" {cls}" if cls else ""))


@register.simple_tag
def picture(
    picture: Any,
    alt: str = "",
    sizes: str = "100vw",
    eager: bool = False,
    large: bool = False,
    cls: str = "",
) -> SafeString:
    """A responsive <picture> with its place reserved; one query less with prefetched renditions.

    Say large=True where it is shown wide: then browsers that can take the AVIF, which exists for
    the largest width alone. eager=True is for the first pictures that a reader sees.
    """
    files = pictures.renditions(picture, "webp") if picture else []
    if not files:
        return format_html('<span class="picture-missing {}" aria-hidden="true"></span>', cls)
    return format_html(
        '<picture>{}<img class="{}" src="{}" srcset="{}" sizes="{}" width="{}" height="{}" '
        'alt="{}" data-colour="{}" decoding="async"{}></picture>',
        pictures.source(picture, sizes) if large else "",
        cls,
        pictures.middle(files).file.url,
        pictures.srcset(files),
        sizes,
        picture.width,
        picture.height,
        alt,
        picture.colour,
        SafeString(' fetchpriority="high"' if eager else ' loading="lazy"'),
    )


@register.filter
def ratio(picture: Any) -> str:
    """The class that reserves a cover's place: r-18 (4:3) … r-32 (3:4)."""
    return f"r-{pictures.ratio_step(picture)}"


@register.filter
def lines(title: str) -> str:
    """The class that reserves a card's lines of title; a Latin letter is half a Chinese one.

    Ten fit into a line of the narrowest card (lines-1), thirteen into a wide one (lines-m).
    """
    units = sum(1 if ord(char) > 127 else 0.5 for char in title)
    if not units:
        return "lines-0"
    return "lines-1" if units <= 10 else "lines-m" if units <= 13 else "lines-2"


@register.simple_tag
def avatar(user: Any, size: str = "m") -> SafeString:
    """A user's face. Never asks the database: select_related("avatar__picture") to see pictures."""
    known = user._state.fields_cache.get("avatar")
    return face(user.get_full_name(), user.handle, known and known.picture, size)


@register.simple_tag
def face(name: str, key: str, picture: Any = None, size: str = "m") -> SafeString:
    """A face by its parts: the picture, or initials on a colour that follows from the key."""
    files = _prefetched(picture)
    if files:
        return format_html(
            '<img class="avatar avatar-{}" src="{}" alt="" width="48" height="48" loading="lazy">',
            size,
            files[0].file.url,
        )
    return format_html(
        '<span class="avatar avatar-{} face-{}" aria-hidden="true">{}</span>',
        size,
        crc32(str(key).encode()) % FACES,
        pictures.initials(str(name)),
    )


def _prefetched(picture: Any) -> list[Any]:
    """The WebP files that are loaded already; an avatar is never worth a query."""
    loaded = getattr(picture, "_prefetched_objects_cache", {})
    return pictures.renditions(picture, "webp") if "renditions" in loaded else []


@register.inclusion_tag("components/field.html")
def field(
    bound: Any, help_text: str = "", hide_label: bool = False, placeholder: str = ""
) -> dict[str, Any]:
    """A form's field whole: label, control, help, error. The control keeps what was typed."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", None) or type(widget).__name__.lower()
    if placeholder:
        widget.attrs["placeholder"] = placeholder
    return {
        "field": bound,
        "kind": kind,
        "is_group": kind in ("radio", "checkboxselectmultiple") or bool(_many(widget)),
        "help": help_text or bound.help_text,
        "hide_label": hide_label,
        "is_optional": not bound.field.required and not _is_answered(bound, kind),
    }


def _is_answered(bound: Any, kind: str) -> bool:
    """A list without an empty line always says something."""
    return kind == "select" and not any(value == "" for value, _label in bound.field.choices)


def _many(widget: Any) -> bool:
    return getattr(widget, "input_type", "") == "checkbox" and hasattr(widget, "choices")


@register.simple_tag(takes_context=True)
def current(context: template.Context, *names: str) -> SafeString:
    """aria-current for a link to the page that is open: {% current "feed:explore" %}.

    The page is the request's, or in a standing part what it is given as `here`.
    """
    match = getattr(context.get("request"), "resolver_match", None)
    here = match.view_name if match is not None else context.get("here")
    return SafeString(' aria-current="page"' if here in names else "")


@register.simple_tag
def standing(template: str, **known: standing_parts.Known) -> SafeString:
    """{% standing "components/keys.html" %}: as `include … only`, but made once for all readers.

    The part sees the language and what it is given, so nothing of one reader reaches another.
    """
    return standing_parts.part(template, known)


@register.simple_tag
def static_url(path: str) -> str:
    """The address of a static file; builtin, so that no template needs `load static`."""
    return static(path)


@register.simple_tag
def stylesheets() -> SafeString:
    """A link for every sheet of static/css, in the order of their layers."""
    return sheets.links()
