"""What buyers say of a product: reviews and questions, in pages of their own and in slots."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Report, User
from accounts.services import relations
from core.errors import RuleViolation
from core.pagination import BadCursor, keyset_page
from core.wakeups import wake
from feed.voice_forms import AskForm, ReviewForm
from media import tasks as media_tasks
from media.services import ingest
from notes.services import reviewing
from shop import ratings
from shop.buyers import BuyerRequest
from shop.models import Answer, OrderLine, Product, Question, Review
from shop.services import questions, reviews, votes

A_PAGE = 12
KINDS: dict[str, Any] = {"review": Review, "question": Question, "answer": Answer}


@require_safe
def product_reviews(request: HttpRequest, public_id: str) -> HttpResponse:
    """All reviews of a product; in the product's page the first of them, by htmx."""
    product = _product(request, public_id)
    sort = request.GET.get("sort", "useful")
    if sort not in reviews.SORTS:
        raise Http404
    page = _page(request, reviews.of_product(product, reader=request.user), reviews.SORTS[sort])
    notes = reviewing.notes_of(page.items, reader=request.user)
    useful = votes.voted(request.user, page.items)
    context = {
        "product": product,
        "average": ratings.smoothed(product.rating_sum, product.rating_count),
        "sort": sort,
        "sorts": _sorts(),
        "entries": [
            {"review": one, "note": notes.get(one.pk), "is_useful": one.pk in useful}
            for one in page.items
        ],
        "next_cursor": page.next_cursor,
    }
    return render(request, _template(request, "reviews"), context)


@require_http_methods(["GET", "HEAD", "POST"])
def product_questions(request: HttpRequest, public_id: str) -> HttpResponse:
    """All questions about a product with their answers; POST asks one."""
    product = _product(request, public_id)
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?next={request.path}")
        if form.is_valid() and _asked(request, request.user, product, form):
            return redirect("feed:product-questions", public_id=public_id)
    page = _page(request, questions.of_product(product, reader=request.user), ("-useful_count",))
    answers = [answer for question in page.items for answer in question.shown_answers]
    context = {
        "product": product,
        "form": form,
        "questions": page.items,
        "useful": votes.voted(request.user, page.items),
        "useful_answers": votes.voted(request.user, answers),
        "answers_as": questions.answers_as(request.user, product),
        "next_cursor": page.next_cursor,
    }
    template = _template(request, "questions")
    return render(request, template, context, status=400 if form.errors else 200)


@login_required
@require_POST
def answer(request: BuyerRequest, public_id: str) -> HttpResponse:
    """Answer a question as the store, or as somebody who has bought the thing."""
    rows = Question.objects.visible_to(request.user).select_related("product")
    question = get_object_or_404(rows, public_id=public_id)
    text = request.POST.get("text", "")
    try:
        questions.answer(question, author=request.user, text=text, at=timezone.now())
        messages.success(request, _("Thank you for answering."))
    except RuleViolation as refusal:
        messages.error(request, refusal.message)
    return redirect("feed:product-questions", public_id=question.product.public_id)


@login_required
@require_POST
def useful(request: BuyerRequest, kind: str, public_id: str) -> HttpResponse:
    """Find something useful, or no more: the button says which."""
    subject = _subject(request, kind, public_id)
    is_useful = request.POST.get("useful") == "1"
    try:
        act = votes.vote if is_useful else votes.take_back
        act(subject, user=request.user)
    except RuleViolation as refusal:
        messages.error(request, refusal.message)
        is_useful = False
    if request.headers.get("HX-Request") == "true":
        subject.refresh_from_db(fields=["useful_count"])
        context = {"voice": subject, "kind": kind, "is_useful": is_useful}
        return render(request, "feed/_useful.html", context)
    return redirect(_home(subject))


@login_required
@require_POST
def report(request: BuyerRequest, kind: str, public_id: str) -> HttpResponse:
    """Complain about what somebody said."""
    subject, reason = _subject(request, kind, public_id), request.POST.get("reason", "")
    if reason in Report.Reason.values:
        relations.report(reporter=request.user, kind=kind, public_id=public_id, reason=reason)
        messages.success(request, _("Thank you. We will look at it."))
    else:
        messages.error(request, _("Choose a reason."))
    return redirect(_home(subject))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write_review(request: BuyerRequest, line: int) -> HttpResponse:
    """Review a line of one's own order: stars, words, pictures, and a note that tells it."""
    mine = OrderLine.objects.filter(order__group__buyer=request.user)
    bought = get_object_or_404(mine.select_related("sku__product__store", "order"), pk=line)
    product = bought.sku.product
    if Review.objects.filter(line=bought).exists():
        return redirect("feed:product-reviews", public_id=product.public_id)
    notes = reviewing.tellable(request.user, product)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ReviewForm(*sent, notes=notes)
    if form.is_valid() and _written(request, bought, form):
        messages.success(request, _("Thank you for your review."))
        return redirect("feed:product-reviews", public_id=product.public_id)
    context = {"line": bought, "product": product, "form": form, "has_notes": bool(notes)}
    status = 400 if form.errors else 200
    return render(request, "feed/write_review.html", context, status=status)


def _written(request: BuyerRequest, line: OrderLine, form: ReviewForm) -> bool:
    sent = form.cleaned_data
    at = timezone.now()
    try:
        files = sent["pictures"]
        kept = [ingest.receive(owner=request.user, file=file, at=at) for file in files[:9]]
        review = reviews.write(
            line,
            author=request.user,
            rating=sent["rating"],
            text=sent["text"],
            uploads=[upload.pk for upload in kept],
            at=at,
        )
        if sent["note"]:
            reviewing.tell(sent["note"], review=review)
    except RuleViolation as refusal:
        form.refuse(refusal)
        return False
    if kept:
        wake(media_tasks.make_renditions)
    return True


def _asked(request: HttpRequest, author: User, product: Product, form: AskForm) -> bool:
    try:
        text = form.cleaned_data["text"]
        questions.ask(product, author=author, text=text, at=timezone.now())
    except RuleViolation as refusal:
        form.add_error("text", refusal.message)
        return False
    messages.success(request, _("Asked. The store and buyers can answer now."))
    return True


def _product(request: HttpRequest, public_id: str) -> Product:
    rows = Product.objects.visible_to(request.user).select_related("store")
    return get_object_or_404(rows, public_id=public_id)


def _subject(request: HttpRequest, kind: str, public_id: str) -> Any:
    if kind not in KINDS:
        raise Http404
    return get_object_or_404(KINDS[kind].objects.visible_to(request.user), public_id=public_id)


def _home(subject: Any) -> str:
    if isinstance(subject, Review):
        return reverse("feed:product-reviews", args=[subject.product.public_id])
    question = subject.question if isinstance(subject, Answer) else subject
    return reverse("feed:product-questions", args=[question.product.public_id])


def _page(request: HttpRequest, rows: Any, ordering: tuple[str, ...]) -> Any:
    try:
        after = request.GET.get("after", "")
        return keyset_page(rows, after=after, limit=A_PAGE, ordering=(*ordering, "-pk"))
    except BadCursor as refusal:
        raise Http404 from refusal


def _template(request: HttpRequest, name: str) -> str:
    fragment = "#list" if request.headers.get("HX-Request") == "true" else ""
    return f"feed/{name}.html{fragment}"


def _sorts() -> list[tuple[str, str]]:
    return [
        ("useful", _("Most useful")),
        ("newest", _("Newest")),
        ("critical", _("Critical first")),
    ]
