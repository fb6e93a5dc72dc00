"""Parts of a page that know nothing but what they are given: made once, kept by this process."""

from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# What a part may be given: what it is kept by.
Known = str | int | None
_MOST_PARTS = 1024


def part(template: str, known: dict[str, Known]) -> SafeString:
    """The HTML of this template in the language of the page."""
    # Marked as safe or not, a text is the same key: what is given is always escaped.
    given = tuple((name, _plain(value)) for name, value in sorted(known.items()))
    make = _made.__wrapped__ if settings.DEBUG else _made
    return make(template, get_language(), given)


def _plain(value: Known) -> Known:
    return str.__str__(value) if isinstance(value, str) else value


@lru_cache(maxsize=_MOST_PARTS)
def _made(template: str, _language: str, given: tuple[tuple[str, Known], ...]) -> SafeString:
    return render_to_string(template, dict(given))
