"""Who is asking the API."""

from typing import Any

from rest_framework.authentication import SessionAuthentication


class SignedInBySession(SessionAuthentication):
    """The session of the pages; says 401, not 403, to who has none."""

    def authenticate_header(self, request: Any) -> str:
        return "Session"
