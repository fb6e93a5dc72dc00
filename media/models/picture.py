"""A picture that was rebuilt from an upload, and its renditions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from media.models.upload import Upload


class PictureQuerySet(models.QuerySet):
    def ready(self):
        return self.filter(is_ready=True)

    def with_renditions(self):
        """Load all files of each picture with one more query."""
        return self.prefetch_related("renditions")


class Picture(models.Model):
    """Made in the transaction that receives the upload; ready when the worker has decoded it."""

    upload = models.OneToOneField(Upload, models.CASCADE, related_name="picture")
    owner = models.ForeignKey(User, models.CASCADE, related_name="pictures")
    # As declared by the file's header at first, as decoded (rotation applied) once ready.
    width = models.PositiveIntegerField(_("width"), help_text=_("Pixels, after rotation."))
    height = models.PositiveIntegerField(_("height"), help_text=_("Pixels, after rotation."))
    colour = models.CharField(
        _("placeholder colour"), max_length=7, default="#e6e6e8", help_text="#rrggbb"
    )
    phash = models.BigIntegerField(
        _("perceptual hash"), null=True, blank=True, help_text=_("64 bits, signed.")
    )
    is_ready = models.BooleanField(_("ready"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(width__gt=0, height__gt=0), name="picture_has_size"
            )
        ]

    def __str__(self):
        return f"picture {self.pk} {self.width}×{self.height}"


class Rendition(models.Model):
    class Format(models.TextChoices):
        WEBP = "webp", "WebP"
        AVIF = "avif", "AVIF"

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")
    format = models.CharField(max_length=4, choices=Format)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    file = models.FileField(upload_to="p/", max_length=120)
    size = models.PositiveIntegerField(help_text=_("Bytes."))

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = [
            models.UniqueConstraint(fields=["picture", "format", "width"], name="rendition_once")
        ]

    def __str__(self):
        return f"{self.picture_id} {self.width}w {self.format}"


class Avatar(models.Model):
    """The picture of a person; accounts stand below media, so the user cannot name it."""

    user = models.OneToOneField(User, models.CASCADE, related_name="avatar")
    picture = models.ForeignKey(Picture, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("avatar")
        verbose_name_plural = _("avatars")

    def __str__(self):
        return f"avatar of {self.user_id}"
