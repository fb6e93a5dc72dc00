"""Payouts as records: what is payable is set aside, sent elsewhere, or comes back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from core.wording import money
from shop.models import Account, Entry, Payout
from shop.services import ledger, moves
from shop.services.ledger import Key, Move, Owner

Kind = Account.Kind


class NothingPayable(RuleViolation):
    code = "nothing_payable"


class ReferenceMissing(RuleViolation):
    code = "reference_missing"
    status = 400


@transaction.atomic
def propose(
    owner: Owner, *, currency: str, amount: int | None = None, actor: User, at: datetime
) -> Payout:
    """Set aside what is payable to a store or creator, or a part of it.

    :raises NothingPayable: if there is less
    """
    source = ledger.key_of(owner, Kind.PAYABLE, currency)
    aside = source.as_kind(Kind.IN_PAYOUT)
    # What may be set aside is read under the lock: two at once never take the same money.
    accounts = ledger.lock([source, aside])
    payable = accounts[source].balance
    wanted = payable if amount is None else amount
    if wanted <= 0 or wanted > payable:
        message = _("Payable is %(amount)s.") % {"amount": money(payable, currency)}
        raise NothingPayable(message, field="amount", detail={"payable": payable})
    payout = Payout.objects.create(
        store_id=source.store,
        user_id=source.user,
        currency=currency,
        amount=wanted,
        proposed_at=at,
    )
    moves.begun(payout, "propose", at=at, actor=actor).save()
    ledger.write(
        accounts,
        [Move(source, -wanted), Move(aside, wanted)],
        cause=Entry.Cause.PAYOUT,
        ref=f"payout:{payout.number}",
        at=at,
    )
    return payout


@transaction.atomic
def mark_sent(payout: Payout, *, reference: str, actor: User, at: datetime) -> Payout:
    """The money has left: keep what the bank calls it.

    :raises ReferenceMissing: without a reference
    :raises IllegalMove: if it was sent, or came back, already
    """
    if not reference.strip():
        raise ReferenceMissing(_("Give the bank's reference."), field="reference")
    payout = Payout.objects.select_for_update().get(pk=payout.pk)
    moves.move(payout, "send", at=at, actor=actor, sent_at=at, reference=reference.strip()[:80])
    _shift(payout, Kind.IN_PAYOUT, Kind.PAID_OUT, Entry.Cause.PAYOUT_SENT, at=at)
    return payout


@transaction.atomic
def mark_failed(payout: Payout, *, actor: User, at: datetime) -> Payout:
    """It was not sent, or the bank gave it back: it is payable again.

    :raises IllegalMove: if it came back already
    """
    payout = Payout.objects.select_for_update().get(pk=payout.pk)
    was_sent = payout.status == Payout.Status.SENT
    moves.move(payout, "fail", at=at, actor=actor, failed_at=at)
    source = Kind.PAID_OUT if was_sent else Kind.IN_PAYOUT
    _shift(payout, source, Kind.PAYABLE, Entry.Cause.PAYOUT_FAILED, at=at)
    return payout


def _shift(payout: Payout, source: str, target: str, cause: str, *, at: datetime) -> None:
    key = Key(source, payout.currency, store=payout.store_id, user=payout.user_id)
    ledger.book(
        [Move(key, -payout.amount), Move(key.as_kind(target), payout.amount)],
        cause=cause,
        ref=f"{cause}:{payout.number}",
        at=at,
    )
