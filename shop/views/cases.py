"""After-sales for the buyer: ask in one page, then one page a case."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import RuleViolation
from core.wakeups import wake
from media import storage
from media import tasks as media_tasks
from media.models import Picture
from media.services import ingest
from media.views.files import private_answer
from shop.buyers import BuyerRequest
from shop.case_forms import BackForm, CaseForm, MessageForm
from shop.models import AfterSale, Evidence, OrderLine, StoreOrder
from shop.services import cases, next_steps, showcase
from shop.services.aftersales import asking, thread


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: BuyerRequest, number: str, line: int) -> HttpResponse:
    """Say what is wrong with a line, and what would make it good."""
    bought = _line(request, number, line)
    chance = asking.chance(bought)
    form = CaseForm(*_sent(request), line=bought, chance=chance)
    if request.method == "POST" and chance.kinds and form.is_valid():
        try:
            with transaction.atomic():
                pictures = _receive(request, form)
                case = asking.apply(
                    bought,
                    form.wish(),
                    buyer=request.user,
                    at=timezone.now(),
                    pictures=pictures,
                )
        except RuleViolation as refused:
            _blame(form, refused)
        else:
            messages.success(request, _("The store has your request."))
            return redirect("shop:case", case.number)
    return _form_page(request, form, bought, chance.why)


def _sent(request: BuyerRequest) -> tuple:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _form_page(
    request: BuyerRequest, form: CaseForm, line: OrderLine, why: str, case: AfterSale | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "line": line,
        "why": why,
        "case": case,
        "cover": showcase.first_pictures([line.sku.product_id]).get(line.sku.product_id),
        "group": line.order.group,
    }
    status = 400 if form.errors else 200
    return render(request, "shop/case_form.html", context, status=status)


@login_required
@require_safe
def case_page(request: BuyerRequest, number: str) -> HttpResponse:
    """Where a case stands, what happens next, and what was said."""
    return _case_page(request, _case(request, number), MessageForm())


@login_required
@require_POST
def say(request: BuyerRequest, number: str) -> HttpResponse:
    case = _case(request, number)
    form = MessageForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            with transaction.atomic():
                thread.say(
                    case,
                    side=thread.Side.BUYER,
                    author=request.user,
                    text=form.cleaned_data["text"],
                    pictures=_receive(request, form),
                    at=timezone.now(),
                )
            return redirect("shop:case", number)
        except RuleViolation as refused:
            _blame(form, refused)
    return _case_page(request, case, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: BuyerRequest, number: str) -> HttpResponse:
    """Ask for something else, after the store has declined."""
    case = _case(request, number)
    chance = asking.revisable(case)
    start = {"kind": case.kind, "reason": case.reason, "quantity": case.quantity}
    form = CaseForm(
        *_sent(request),
        line=case.line,
        chance=chance,
        initial=start,
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                pictures = _receive(request, form)
                wish, now = form.wish(), timezone.now()
                asking.revise(case, wish, buyer=request.user, at=now, pictures=pictures)
            return redirect("shop:case", number)
        except RuleViolation as refused:
            _blame(form, refused)
    return _form_page(request, form, case.line, chance.why, case)


@login_required
@require_POST
def escalate(request: BuyerRequest, number: str) -> HttpResponse:
    return _act(request, number, asking.escalate, _("The platform looks at it now."))


@login_required
@require_POST
def withdraw(request: BuyerRequest, number: str) -> HttpResponse:
    return _act(request, number, asking.withdraw, _("Your request is withdrawn."))


def _act(request: BuyerRequest, number: str, act: Callable, said: str) -> HttpResponse:
    case = _case(request, number)
    try:
        act(case, buyer=request.user, at=timezone.now())
        messages.success(request, said)
    except RuleViolation as refused:
        messages.error(request, refused.message)
    return redirect("shop:case", number)


@login_required
@require_POST
def send_back(request: BuyerRequest, number: str) -> HttpResponse:
    """Name the parcel in which it goes back."""
    case = _case(request, number)
    form = BackForm(request.POST)
    if form.is_valid():
        try:
            asking.send_back(case, **form.cleaned_data, buyer=request.user, at=timezone.now())
            return redirect("shop:case", number)
        except RuleViolation as refused:
            _blame(form, refused)
    return _case_page(request, case, MessageForm(), back=form)


@login_required
@require_safe
def evidence(request: BuyerRequest, number: str, pk: int) -> HttpResponse:
    """A picture of the thread, for its sides alone."""
    readable = AfterSale.objects.readable_by(request.user).filter(number=number)
    shown = get_object_or_404(
        Evidence.objects.select_related("picture__upload"), pk=pk, message__case__in=readable
    )
    body = storage.private_bytes(shown.picture, widest=1440)
    if body is None:
        raise Http404
    return private_answer(body)


def _case_page(
    request: BuyerRequest, case: AfterSale, form: MessageForm, back: BackForm | None = None
) -> HttpResponse:
    product = case.line.sku.product_id
    context = {
        "case": case,
        "cover": showcase.first_pictures([product]).get(product),
        "next_step": next_steps.of_case(case),
        "messages_said": cases.thread_of(case),
        "steps": cases.history(case),
        "may": cases.buyer_may(case),
        "form": form,
        "back": back or BackForm(),
    }
    is_wrong = bool(form.errors or (back and back.errors))
    return render(request, "shop/case.html", context, status=400 if is_wrong else 200)


def _receive(request: BuyerRequest, form: forms.Form) -> list[Picture]:
    """Keep the pictures that were sent, where nobody else can fetch them."""
    now = timezone.now()
    files = form.cleaned_data["pictures"]
    sent = [
        ingest.receive(owner=request.user, file=file, at=now, is_private=True) for file in files
    ]
    if sent:
        wake(media_tasks.make_renditions)
    return [upload.picture for upload in sent]


def _blame(form: forms.Form, refused: RuleViolation) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)


def _line(request: BuyerRequest, number: str, pk: int) -> OrderLine:
    mine = StoreOrder.objects.visible_to(request.user).filter(group__number=number)
    lines = OrderLine.objects.select_related("order__group", "order__store", "sku__product")
    return get_object_or_404(lines, pk=pk, order__in=mine)


def _case(request: BuyerRequest, number: str) -> AfterSale:
    mine = AfterSale.objects.visible_to(request.user).select_related(
        "order__group", "order__store", "line__order__group", "line__sku__product", "refund"
    )
    return get_object_or_404(mine, number=number)
