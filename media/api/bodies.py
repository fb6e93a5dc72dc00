"""What is sent as a multipart form, with bounds on its size and a word for a full disk."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from media.services.ingest import FileRefused

# What a multipart body may hold beside the files themselves.
ENVELOPE = 64 << 10


class BoundedBody(APIView):
    """Takes files of `most_bytes` altogether, beside its other fields."""

    most_bytes: int
    # What a refusal says and which field it names.
    too_large, files_field = "too_large", "file"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # Before anything reads the body: what is declared too large is not read at all.
        if int(request.META.get("CONTENT_LENGTH") or 0) > self.most_bytes + ENVELOPE:
            raise FileRefused(self.too_large, field=self.files_field)
        super().initial(request, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> Response:
        # The body is spooled to disk while it is read: the disk may be full before we store.
        if isinstance(exc, OSError):
            exc = FileRefused("storage_full", field=self.files_field)
        return super().handle_exception(exc)
