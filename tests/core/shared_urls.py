"""Views that are shared, and views that may not be."""

from django.contrib.messages import info
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.views.decorators.http import require_safe

from core.caching import public_api, shared_page

built = []


@shared_page(query=("after",))
@require_safe
def page(request):
    built.append(request)
    after = request.GET.get("after", "")
    return HttpResponse(f"{request.LANGUAGE_CODE} {after} {len(built)} " + "tea " * 200)


@shared_page
def named(request, name):
    return HttpResponse(f"{request.path} {name}")


@shared_page
def sets_cookie(request):
    response = HttpResponse("…")
    response.set_cookie("visitor", "1")
    return response


@shared_page
def holds_token(request):
    return HttpResponse(get_token(request))


@shared_page
def missing(request):
    built.append(request)
    return HttpResponse("gone", status=410)


def greets(request):
    info(request, "Hello")
    return HttpResponse("…")


@public_api
def figures(request):
    return HttpResponse("{}")


urlpatterns = [
    path("page", page),
    path("茶/<str:name>", named),
    path("cookie", sets_cookie),
    path("token", holds_token),
    path("missing", missing),
    path("greets", greets),
    path("figures", figures),
]
