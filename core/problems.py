"""Problem documents (RFC 9457): the one form of every refusal of the API."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.defaults import server_error

CONTENT_TYPE = "application/problem+json"


def document(status: int, code: str, detail: str, **members: Any) -> dict[str, Any]:
    """The members that every problem has."""
    return {
        "type": f"urn:rednote:problem:{code}",
        "title": _title(status),
        "status": status,
        "detail": detail,
        "code": code,
        **members,
    }


def _title(status: int) -> str:
    titles = {
        400: _("Invalid request"),
        401: _("Sign in first"),
        403: _("Not allowed"),
        404: _("Not found"),
        409: _("Not possible now"),
        413: _("Too large"),
        429: _("Too many requests"),
        500: _("Our fault"),
        503: _("Busy"),
    }
    return titles.get(status) or _("Invalid request")


def answer(status: int, code: str, detail: str) -> HttpResponse:
    """A problem told outside of the API's own views."""
    found = document(status, code, detail)
    return JsonResponse(found, status=status, content_type=CONTENT_TYPE)


def unknown_path(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer for every API path that does not exist."""
    return answer(404, "not_found", _("There is nothing here."))


def broken(request: HttpRequest) -> HttpResponse:
    """Answer for what nobody foresaw, logged by Django: a problem to programs, a page to people."""
    if request.path_info.startswith("/api/"):
        return answer(500, "broken", _("Something broke on our side. It has been written down."))
    return server_error(request)
