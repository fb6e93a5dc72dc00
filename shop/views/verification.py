"""The papers of an application, for its own staff and the platform's reviewers alone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from media import storage
from media.views.files import private_answer
from shop.models import Verification, VerificationDocument
from shop.services import pdf_papers

SMALL, LARGE = 400, 4000


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper, read through this check alone: its file has no address.

    A picture was made anew here and may be shown; a PDF is as it came, and is handed out to keep.
    """
    seen = Verification.objects.for_staff(request.user)
    papers = VerificationDocument.objects.select_related("picture__upload")
    paper = get_object_or_404(papers, pk=pk, verification__in=seen)
    if paper.picture is None:
        return _to_keep(pdf_papers.read(paper.file), f"document-{paper.pk}.pdf")
    widest = SMALL if "small" in request.GET else LARGE
    try:
        content = storage.private_bytes(paper.picture, widest=widest)
    except FileNotFoundError as lost:
        raise Http404 from lost
    if content is None:
        raise Http404
    return private_answer(content)


def _to_keep(content: bytes | None, name: str) -> HttpResponse:
    if content is None:
        raise Http404
    answer = private_answer(content, "application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
