"""How a store earns its badge: an application with documents, and a decision that expires."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from media.models import Picture
from shop.models.store import Store, StoreStaff


class VerificationQuerySet(models.QuerySet):
    def for_staff(self, user):
        """The applications of one's own stores; platform staff see all."""
        if not (user.is_authenticated and user.is_active and user.is_staff):
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(store__in=StoreStaff.objects.filter(user=user).values("store_id"))

    def awaiting(self):
        return self.filter(status=Verification.Status.SUBMITTED)

    def valid(self, at):
        """Approved, and not past their time."""
        return self.filter(status=Verification.Status.APPROVED, expires_at__gt=at)


class Verification(models.Model):
    class Status(models.TextChoices):
        SUBMITTED = "submitted", _("Waiting for a decision")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        REVOKED = "revoked", _("Revoked")

    store = models.ForeignKey(
        Store, models.CASCADE, related_name="verifications", verbose_name=_("store")
    )
    applicant = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("applied by")
    )
    kind = models.CharField(
        _("verified as"),
        max_length=10,
        choices=[choice for choice in Store.Kind.choices if choice[0] != Store.Kind.ORDINARY],
        default=Store.Kind.OFFICIAL,
    )
    legal_name = models.CharField(_("name of the company"), max_length=120)
    registration = models.CharField(_("registration number"), max_length=40)
    message = models.TextField(_("message to the reviewer"), max_length=1000, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SUBMITTED)
    submitted_at = models.DateTimeField(_("submitted at"))
    reviewer = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("reviewer")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    expires_at = models.DateTimeField(_("valid until"), null=True)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["store"],
                condition=Q(status="submitted"),
                name="verification_one_open",
                violation_error_message=_("An application of this store waits already."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["submitted", "withdrawn"]) | Q(decided_at__isnull=False),
                name="verification_decided",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "revoked"])
                | Q(expires_at__isnull=False, expires_at__gt=F("decided_at")),
                name="verification_expires",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["refused", "revoked"]) | ~Q(reason=""),
                name="verification_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.store} · {self.get_status_display()}"

    def is_valid(self, at) -> bool:
        return self.status == self.Status.APPROVED and bool(
            self.expires_at and self.expires_at > at
        )


class VerificationDocument(models.Model):
    """A paper: a private picture, rebuilt like any other, or a PDF, which is kept as it came."""

    verification = models.ForeignKey(Verification, models.CASCADE, related_name="documents")
    picture = models.OneToOneField(Picture, models.PROTECT, null=True, related_name="+")
    # The name of a PDF in private storage; "" where it is a picture.
    file = models.CharField(_("file"), max_length=120, blank=True, editable=False)
    label = models.CharField(_("what it is"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(picture__isnull=False, file="") | Q(picture=None) & ~Q(file=""),
                name="document_is_one_thing",
            )
        ]

    def __str__(self):
        return self.label or f"#{self.pk}"
