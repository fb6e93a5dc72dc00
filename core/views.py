"""The language switch and the API's own description."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from drf_spectacular.generators import SchemaGenerator

from core.caching import public_api
from core.errors import RuleViolation
from core.language import known
from core.security import docs_policy

_YEAR = 365 * 24 * 3600


class UnknownLanguage(RuleViolation):
    code = "unknown_language"
    status = 400


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the reader's language in a cookie, and go back to where they were."""
    language = known(request.POST.get("language", ""))
    if not language:
        raise UnknownLanguage(_("We do not speak this language."), field="language")
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, {request.get_host()}, require_https=request.is_secure()
    )
    response = redirect(back if is_ours else "/")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=_YEAR,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


@public_api
@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3, made once a process and language."""
    return JsonResponse(
        _schema(get_language() or settings.LANGUAGE_CODE),
        content_type="application/vnd.oai.openapi+json",
        json_dumps_params={"ensure_ascii": False, "default": str},
    )


@lru_cache(maxsize=4)
def _schema(language: str) -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The API to read and to try, by Swagger UI."""
    response = render(request, "core/api_docs.html")
    response["Content-Security-Policy"] = docs_policy()
    return response
