"""The notes of those whom the reader follows, newest first, and nothing else."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from feed import following_list


@require_safe
@login_required
def following(request: HttpRequest) -> HttpResponse:
    after = request.GET.get("after", "")
    page = following_list.page(request.user, after=after, at=timezone.now())
    is_fragment = after and request.headers.get("HX-Request") == "true"
    template = "feed/following.html#cards" if is_fragment else "feed/following.html"
    return render(request, template, {"page": page})
