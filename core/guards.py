"""What no reader sends is refused at the door, and what slips through is no fault of ours."""

import logging
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from core import problems
from core.errors import RuleViolation

log = logging.getLogger(__name__)
_LONGEST_QUERY = 4000


def is_bad_value(error: BaseException) -> bool:
    """Whether a client's value alone made the database or a codec refuse."""
    if isinstance(error, DataError | OverflowError | UnicodeError | RecursionError):
        return True
    return isinstance(error, ValueError) and "NUL" in str(error)


class InputGuardMiddleware:
    """400 for control characters in paths, queries and cookies; a page for a rule that says no."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _is_hostile(request):
            if request.path_info.startswith("/api/"):
                return problems.answer(400, "bad_value", _("A value is out of bounds."))
            raise BadRequest("Control characters, or far too long")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, RuleViolation):
            return _of_rule(request, error)
        if isinstance(error, OperationalError):
            log.error("The database did not answer: %s", error)
            return _busy(request)
        if is_bad_value(error):
            log.warning("Refused late, by %s: a field lacks bounds.", type(error).__name__)
            return problem_page(request, 400, _("A value is out of bounds."))
        return None


def _is_hostile(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "")
    return (
        len(query) > _LONGEST_QUERY
        or "%00" in query
        or "\x00" in query
        or "\x00" in request.path_info
        or any("\x00" in value for value in request.COOKIES.values())
    )


def _of_rule(request: HttpRequest, error: RuleViolation) -> HttpResponse:
    wait = getattr(error, "retry_after", 0)
    again = request.get_full_path() if wait and request.method == "GET" else ""
    response = problem_page(request, error.status, str(error.message), again=again)
    if wait:
        response["Retry-After"] = str(wait)
    return response


def problem_page(
    request: HttpRequest, status: int, message: str, *, again: str = ""
) -> HttpResponse:
    """A whole page, or for htmx the words alone, which are shown as a toast.

    :param again: the address to try later
    """
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")
    return render(request, "core/problem.html", {"message": message, "again": again}, status=status)


def _busy(request: HttpRequest) -> HttpResponse:
    # No template: whoever is signed in would be asked of the same database.
    message = _("We are busy. Please try again in a moment.")
    response = HttpResponse(message, status=503, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = "2"
    return response
