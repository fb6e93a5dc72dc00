"""From an application with documents to a badge that stands as long as a decision is valid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from media.models import Picture
from shop.models import Product, Store, StoreStaff, Verification, VerificationDocument
from shop.services import pdf_papers
from shop.signals import store_verified

MOST_DOCUMENTS = 8
LONGEST = timedelta(days=3 * 366)
Status = Verification.Status
# A private picture, or a PDF as it was sent.
Paper = Picture | File


class NotYours(RuleViolation):
    code = "not_yours"
    status = 403


class AlreadyWaiting(RuleViolation):
    code = "already_waiting"


class DocumentsMissing(RuleViolation):
    code = "documents_missing"
    status = 400


class AlreadyDecided(RuleViolation):
    code = "already_decided"


class ReasonMissing(RuleViolation):
    code = "reason_missing"
    status = 400


class UnfitExpiry(RuleViolation):
    code = "unfit_expiry"
    status = 400


@dataclass(frozen=True, slots=True)
class Claim:
    """What a store says of itself."""

    kind: str
    legal_name: str
    registration: str
    message: str = ""


@transaction.atomic
def apply(
    store: Store,
    *,
    applicant: User,
    claim: Claim,
    documents: Sequence[tuple[Paper, str]],
    at: datetime,
) -> Verification:
    """Ask for the badge, with private pictures or PDFs of the papers that prove the claim.

    :raises NotYours: if the applicant does not own the store
    :raises DocumentsMissing: if there is no paper, too many, or one that others could see
    :raises PaperRefused: if a PDF is too large, or none
    :raises FileRefused: if there is no room to keep a PDF
    :raises AlreadyWaiting: if an application of this store awaits its decision
    """
    _refuse_strangers(store, applicant)
    _refuse_documents(documents)
    try:
        with transaction.atomic():
            made = Verification.objects.create(
                store=store,
                applicant=applicant,
                kind=claim.kind,
                legal_name=claim.legal_name,
                registration=claim.registration,
                message=claim.message,
                submitted_at=at,
            )
    except IntegrityError as race:
        raise AlreadyWaiting(_("An application of this store waits already.")) from race
    attach(made, documents)
    return made


def attach(verification: Verification, documents: Sequence[tuple[Paper, str]]) -> None:
    """Write down all papers; where one cannot be, no file of the others is left."""
    kept: list[str] = []
    try:
        for paper, label in documents:
            row = VerificationDocument(verification=verification, label=label[:80])
            if isinstance(paper, Picture):
                row.picture = paper
            else:
                row.file = pdf_papers.keep(paper)
                kept.append(row.file)
            row.save()
    except BaseException:
        for name in kept:
            pdf_papers.drop(name)
        raise


@transaction.atomic
def approve(
    verification: Verification, *, reviewer: User, reason: str, expires_at: datetime, at: datetime
) -> Verification:
    """Let the badge stand until `expires_at`; an earlier decision for this store ends.

    :raises UnfitExpiry: if that is past, or further than three years
    :raises AlreadyDecided: if somebody decided before, or the store took it back
    :raises NotYours: if the reviewer is not of the platform
    """
    if not at < expires_at <= at + LONGEST:
        raise UnfitExpiry(_("Choose a day within the next three years."), field="expires_at")
    _decide(verification, Status.APPROVED, reviewer, reason, at, expires_at=expires_at)
    others = Verification.objects.valid(at).filter(store=verification.store_id)
    others.exclude(pk=verification.pk).update(expires_at=at)
    store = verification.store
    account = store.account
    account.verified_as = verification.legal_name[:80]
    account.save(update_fields=["verified_as"])
    store.kind, store.verified_until = verification.kind, expires_at
    store.save(update_fields=["kind", "verified_until"])
    _tell(store)
    return verification


@transaction.atomic
def refuse(
    verification: Verification, *, reviewer: User, reason: str, at: datetime
) -> Verification:
    """Say no, and why; a badge that stands by an earlier decision stays.

    :raises ReasonMissing: without a reason
    :raises AlreadyDecided: if somebody decided before, or the store took it back
    :raises NotYours: if the reviewer is not of the platform
    """
    _refuse_silence(reason)
    return _decide(verification, Status.REFUSED, reviewer, reason, at)


@transaction.atomic
def withdraw(verification: Verification, *, actor: User, at: datetime) -> Verification:
    """Take an application back before it is decided.

    :raises NotYours: if the actor does not own the store
    :raises AlreadyDecided: if it was decided, or taken back
    """
    _refuse_strangers(verification.store, actor)
    return _move(verification, Status.SUBMITTED, Status.WITHDRAWN, {})


@transaction.atomic
def revoke(
    verification: Verification, *, reviewer: User, reason: str, at: datetime
) -> Verification:
    """End a decision before its time: the badge goes at once.

    :raises ReasonMissing: without a reason
    :raises AlreadyDecided: if it does not stand
    :raises NotYours: if the reviewer is not of the platform
    """
    _refuse_silence(reason)
    _refuse_others(reviewer)
    changes = {"reviewer": reviewer, "decided_at": at, "reason": reason}
    # The day that was promised stays readable, after the decision that ended it.
    changes["expires_at"] = max(verification.expires_at or at, at + timedelta(seconds=1))
    stood = verification.is_valid(at)
    _move(verification, Status.APPROVED, Status.REVOKED, changes)
    if stood:
        end_badge(verification.store)
    return verification


def sweep_expired(*, at: datetime) -> int:
    """Take the badge from stores whose decision has run out; how many there were."""
    pks = Store.objects.filter(verified_until__lte=at).values_list("pk", flat=True)[:100]
    return sum(_end_if_expired(pk, at) for pk in pks)


@transaction.atomic
def _end_if_expired(pk: int, at: datetime) -> bool:
    stores = Store.objects.select_for_update(skip_locked=True, of=("self",))
    store = stores.select_related("account").filter(pk=pk, verified_until__lte=at).first()
    if store is None:
        return False
    end_badge(store)
    return True


def end_badge(store: Store) -> None:
    """Nothing says any more that this store was verified; a repeat changes nothing."""
    store.verified_until = None
    store.save(update_fields=["verified_until"])
    store.account.verified_as = ""
    store.account.save(update_fields=["verified_as"])
    _tell(store)


def _decide(
    verification: Verification,
    status: str,
    reviewer: User,
    reason: str,
    at: datetime,
    **more: datetime,
) -> Verification:
    _refuse_others(reviewer)
    changes = {"reviewer": reviewer, "decided_at": at, "reason": reason, **more}
    return _move(verification, Status.SUBMITTED, status, changes)


def _move(
    verification: Verification, current: str, target: str, changes: dict[str, object]
) -> Verification:
    # Compare-and-set: of two reviewers at once, one decides.
    rows = Verification.objects.filter(pk=verification.pk, status=current)
    if not rows.update(status=target, **changes):
        raise AlreadyDecided(_("This application has been decided already."))
    verification.refresh_from_db()
    return verification


def _tell(store: Store) -> None:
    # Cards and pages of products are kept by their version, and the badge stands on them.
    Product.objects.filter(store=store).update(version=F("version") + 1)
    store_verified.send(sender=Store, store=store)


def _refuse_strangers(store: Store, user: User) -> None:
    owns = Q(store=store, user=user, role=StoreStaff.Role.OWNER)
    if not user.is_superuser and not StoreStaff.objects.filter(owns).exists():
        raise NotYours(_("Owners of the store alone may do this."))


def _refuse_others(reviewer: User) -> None:
    if not (reviewer.is_active and reviewer.is_superuser):
        raise NotYours(_("The platform's reviewers alone may do this."))


def _refuse_silence(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing(_("Say why, in a sentence."), field="reason")


def _refuse_documents(documents: Sequence[tuple[Paper, str]]) -> None:
    if not 1 <= len(documents) <= MOST_DOCUMENTS:
        message = _("Add from 1 to %(most)d documents.") % {"most": MOST_DOCUMENTS}
        raise DocumentsMissing(message, field="documents")
    for paper, _label in documents:
        if not isinstance(paper, Picture):
            pdf_papers.check(paper)
        elif not paper.upload.is_private:
            raise DocumentsMissing(_("Documents are sent as private files."), field="documents")
