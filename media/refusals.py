"""Why a file was not taken, in words. The codes are stable; programs may rely on them."""

from django.utils.translation import gettext_lazy as _

REASONS = {
    "unsupported_format": _("Only JPEG, PNG, WebP, AVIF and GIF pictures can be used."),
    "too_large": _("The file is larger than 20 MB. Please choose a smaller one."),
    "too_large_together": _("Together the files are too large. Please send fewer or smaller ones."),
    "too_many_pixels": _("The picture has more than 50 million pixels. Please make it smaller."),
    "empty": _("The file is empty."),
    "damaged": _("The picture is damaged or incomplete. Please save it again and retry."),
    "too_costly": _("The picture is too complex to process. Please save it as JPEG and retry."),
    "timed_out": _("Processing took too long. Please upload the picture again."),
    "crashed": _("The picture could not be processed. Please save it as JPEG and retry."),
    "too_many_waiting": _("Many of your pictures are still being processed. Please wait a moment."),
    "storage_full": _("Files cannot be stored at the moment. Please try again later."),
}


def reason(code: str) -> str:
    return str(REASONS.get(code, REASONS["crashed"]))
