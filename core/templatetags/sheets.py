"""The style sheets of the site: whatever lies in static/css is linked, components last but one."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html_join

FIRST = ("tokens", "base", "layout")
LAST = ("utilities",)


def names() -> list[str]:
    """Paths below static/, in the order in which they are linked."""
    folder = Path(settings.BASE_DIR) / "static" / "css"
    parts = sorted(f"components/{path.stem}" for path in (folder / "components").glob("*.css"))
    return [f"css/{name}.css" for name in (*FIRST, *parts, *LAST)]


def links():
    return _links() if not settings.DEBUG else _links.__wrapped__()


@lru_cache(maxsize=1)
def _links():
    return format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((static(name),) for name in names())
    )
