"""A file as it was sent, until it has become a picture."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Upload(models.Model):
    class Status(models.TextChoices):
        RECEIVED = "received", _("Received")
        READY = "ready", _("Ready")
        REFUSED = "refused", _("Refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="uploads")
    name = models.CharField(_("file name"), max_length=200, blank=True)
    # The path below MEDIA_ROOT's private side; never served.
    original = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.RECEIVED)
    # Shown through a checked view alone: its renditions lie where no web server looks.
    is_private = models.BooleanField(_("private"), default=False)
    error = models.CharField(_("error code"), max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        indexes = [
            models.Index(
                fields=["received_at"],
                name="upload_waiting",
                condition=models.Q(status="received"),
            )
        ]

    def __str__(self):
        return f"{self.name} ({self.status})"
