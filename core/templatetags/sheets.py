"""The style sheets of the site, and the modules of its frame: whatever lies there is linked."""

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

FIRST = ("tokens", "base", "layout")
LAST = ("utilities",)


def modules() -> list[str]:
    """What static/js/frame.js imports: fetched beside it, not after it."""
    source = (Path(settings.BASE_DIR) / "static" / "js" / "frame.js").read_text()
    return [f"js/{name}" for name in re.findall(r'^import .*"\./([\w-]+\.js)";$', source, re.M)]


def names() -> list[str]:
    """Paths below static/, in the order in which they are linked."""
    folder = Path(settings.BASE_DIR) / "static" / "css"
    parts = sorted(f"components/{path.stem}" for path in (folder / "components").glob("*.css"))
    return [f"css/{name}.css" for name in (*FIRST, *parts, *LAST)]


def links() -> SafeString:
    return _links() if not settings.DEBUG else _links.__wrapped__()


@lru_cache(maxsize=1)
def _links() -> SafeString:
    sheets = format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((static(name),) for name in names())
    )
    preloads = format_html_join(
        "\n", '<link rel="modulepreload" href="{}">', ((static(name),) for name in modules())
    )
    return sheets + preloads
