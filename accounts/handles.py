"""Which names people may take: nothing that imitates, hides or reverses."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9_.]{1,28})[a-z0-9]", re.ASCII)
RESERVED = frozenset(
    [
        "admin",
        "administrator",
        "api",
        "accounts",
        "about",
        "cart",
        "checkout",
        "compare",
        "explore",
        "following",
        "go",
        "help",
        "live",
        "login",
        "logout",
        "me",
        "messages",
        "notes",
        "notifications",
        "official",
        "orders",
        "products",
        "publish",
        "rednote",
        "root",
        "search",
        "shop",
        "staff",
        "stores",
        "studio",
        "support",
        "system",
        "topics",
    ]
)


def validate_handle(value: str) -> None:
    """Three to thirty lower-case letters, digits, dots and underscores, none of our own words."""
    if not _HANDLE.fullmatch(value):
        raise ValidationError(
            _("A handle has 3 to 30 characters: a–z, 0–9, and inside it dots and underscores."),
            code="handle_form",
        )
    if value in RESERVED:
        raise ValidationError(_("This handle is reserved."), code="handle_reserved")


def validate_display_name(value: str) -> None:
    """Refuse control characters, right-to-left overrides and invisible characters."""
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for char in value):
        raise ValidationError(
            _("Names may not hold invisible or control characters."), code="name_invisible"
        )


def validate_bio(value: str) -> None:
    """As a name, and line breaks may stand in it."""
    validate_display_name(value.replace("\r\n", " ").replace("\n", " "))
