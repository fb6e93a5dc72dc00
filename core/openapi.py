"""What the API's description must be told beside the code."""

from drf_spectacular.authentication import SessionScheme


class OurSessionScheme(SessionScheme):
    target_class = "core.authentication.SignedInBySession"
