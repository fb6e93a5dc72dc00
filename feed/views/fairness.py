"""The public page that shows whom the feed shows."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.caching import shared_page
from feed.fairness import page, report


@shared_page(query=("days",))
@require_safe
def fairness(request: HttpRequest) -> HttpResponse:
    """Figures of the last 7 or 30 days, out of one kept row."""
    wanted = request.GET.get("days", str(report.SPANS[-1]))
    if wanted not in {str(days) for days in report.SPANS}:
        raise Http404
    return render(request, "feed/fairness.html", page.shown(int(wanted)))
