"""News from media: a note is shown when its last picture is decoded."""

from django.dispatch import receiver

from media.signals import picture_ready
from notes.services import publishing


@receiver(picture_ready)
def settle_notes(sender, picture, **kwargs):
    publishing.settle_with(picture)
