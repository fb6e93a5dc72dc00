"""Who follows whom, who wants to hear no more of whom, and what was reported."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.user import User


class Follow(models.Model):
    follower = models.ForeignKey(User, models.CASCADE, related_name="follows_made")
    followed = models.ForeignKey(User, models.CASCADE, related_name="follows_received")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.UniqueConstraint(fields=["follower", "followed"], name="follow_once"),
            models.CheckConstraint(condition=~Q(follower=F("followed")), name="follow_not_self"),
        ]

    def __str__(self):
        return f"{self.follower_id} → {self.followed_id}"


class Block(models.Model):
    blocker = models.ForeignKey(User, models.CASCADE, related_name="blocks_made")
    blocked = models.ForeignKey(User, models.CASCADE, related_name="blocks_received")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="block_once"),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="block_not_self"),
        ]

    def __str__(self):
        return f"{self.blocker_id} ⊘ {self.blocked_id}"


class Report(models.Model):
    """A complaint about anything that has a public id; accounts need not know what it is."""

    class Reason(models.TextChoices):
        SPAM = "spam", _("Spam or advertising")
        FAKE = "fake", _("Fake or misleading")
        UNLABELLED = "unlabelled", _("Paid, and not labelled")
        HARASSMENT = "harassment", _("Harassment or hate")
        SEXUAL = "sexual", _("Nudity or sexual content")
        DANGEROUS = "dangerous", _("Dangerous or illegal")
        RIGHTS = "rights", _("Copied without right")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("report", "Open")
        UPHELD = "upheld", _("Upheld")
        DISMISSED = "dismissed", _("Dismissed")

    reporter = models.ForeignKey(
        User, models.CASCADE, related_name="reports_made", verbose_name=_("reported by")
    )
    kind = models.CharField(_("kind"), max_length=20)
    public_id = models.CharField(_("public id"), max_length=40)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    text = models.CharField(_("in your words"), max_length=500, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    at = models.DateTimeField(_("reported at"), auto_now_add=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(fields=["reporter", "kind", "public_id"], name="report_once")
        ]

    def __str__(self):
        return f"{self.kind} {self.public_id}: {self.reason}"
