"""What the store and the platform answer to a case."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from shop.models import AfterSale
from shop.services.aftersales import moving, settling, thread
from shop.services.aftersales.moving import refuse

Kind = AfterSale.Kind
RULINGS = ("order_refund", "order_return", "dismiss")


@transaction.atomic
def agree(case: AfterSale, *, actor: User, at: datetime) -> AfterSale:
    """Money at once where nothing has to come back; else the buyer may send it."""
    case = moving.for_store(case, actor)
    concede(case, at=at, actor=actor)
    return case


def concede(case: AfterSale, *, at: datetime, actor: User | None = None) -> None:
    """The same for a locked case, by whoever decides for the store."""
    if case.kind == Kind.REFUND:
        settling.refund(case, "agree_refund", at=at, actor=actor)
    else:
        moving.move(case, "agree_return", at=at, actor=actor)


@transaction.atomic
def reject(case: AfterSale, *, text: str, actor: User, at: datetime) -> AfterSale:
    """Decline, and say why.

    :raises CaseRefused: without a reason
    """
    case = moving.for_store(case, actor)
    moving.move(case, "reject", at=at, actor=actor)
    _explain(case, text, thread.Side.STORE, actor, at)
    return case


@transaction.atomic
def accept(case: AfterSale, *, actor: User, at: datetime) -> AfterSale:
    """What came back is in order."""
    case = moving.for_store(case, actor)
    settling.accept_return(case, at=at, actor=actor)
    return case


@transaction.atomic
def refuse_return(case: AfterSale, *, text: str, actor: User, at: datetime) -> AfterSale:
    """What came back is not in order: the platform decides.

    :raises CaseRefused: without a reason
    """
    case = moving.for_store(case, actor)
    moving.move(case, "refuse", at=at, actor=actor)
    _explain(case, text, thread.Side.STORE, actor, at)
    return case


@transaction.atomic
def rule(case: AfterSale, ruling: str, *, text: str, actor: User, at: datetime) -> AfterSale:
    """The platform's word, with its reason.

    :raises NotYourCase: for anybody but platform staff
    :raises CaseRefused: without a reason, or for a return of what was never shipped
    """
    if not actor.is_superuser or ruling not in RULINGS:
        raise moving.NotYourCase(_("There is nothing here."))
    case = moving.locked(case)
    if ruling == "order_return" and case.kind == Kind.REFUND:
        raise refuse(_("Nothing has to come back here: give the money back, or dismiss."))
    if ruling == "order_refund":
        settling.refund(case, ruling, at=at, actor=actor)
    else:
        moving.move(case, ruling, at=at, actor=actor)
    _explain(case, text, thread.Side.PLATFORM, actor, at)
    return case


def _explain(case: AfterSale, text: str, side: str, author: User, at: datetime) -> None:
    if not text.strip():
        raise refuse(_("Say why."), "text")
    thread.say(case, side=side, author=author, text=text, at=at)
