"""The worker's doors to the pictures. They find their work in the database; twice is safe."""

import time
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from media.models import Upload
from media.services import ingest, renditions

# Seconds after which a run makes room for others; what is left is found by the next.
PATIENCE = 60


@shared_task
def make_renditions() -> int:
    """Decode whatever waits, oldest first; then, while none waits, write the AVIF files."""
    tried: set[tuple[UUID, str]] = set()
    settled, until = 0, time.monotonic() + PATIENCE
    while time.monotonic() < until and (upload := _next(tried)):
        tried.add((upload.pk, upload.status))
        is_new = upload.status == Upload.Status.RECEIVED
        make = renditions.make if is_new else renditions.make_avif
        settled += make(upload, at=timezone.now())
    return settled


@shared_task
def sweep_orphans() -> int:
    """Remove files that no upload knows."""
    return ingest.sweep_orphans(at=timezone.now())


def _next(tried: set[tuple[UUID, str]]) -> Upload | None:
    for status in (Upload.Status.RECEIVED, Upload.Status.READY):
        done = [pk for pk, at_status in tried if at_status == status]
        waiting = Upload.objects.filter(status=status).exclude(original="").exclude(pk__in=done)
        if upload := waiting.order_by("received_at").first():
            return upload
    return None
