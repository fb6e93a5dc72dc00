"""Who a guest is: a random value in a signed cookie, and nothing else about them."""

import re
import secrets

from django.http import HttpRequest, HttpResponse

COOKIE = "visitor"
_SALT = "shop.visitor"
_YEAR = 365 * 24 * 3600
_FORM = re.compile(r"[0-9a-f]{40}", re.ASCII)


def visitor_of(request: HttpRequest) -> str:
    """The guest's value; empty where the cookie is missing or forged."""
    value = request.get_signed_cookie(COOKIE, default="", salt=_SALT) or ""
    return value if _FORM.fullmatch(value) else ""


def new_visitor() -> str:
    return secrets.token_hex(20)


def remember_visitor(response: HttpResponse, visitor: str, *, secure: bool) -> None:
    """Will let the browser keep the value for a year, out of the reach of scripts."""
    response.set_signed_cookie(
        COOKIE, visitor, salt=_SALT, max_age=_YEAR, httponly=True, samesite="Lax", secure=secure
    )
