"""Requests of which it is known who sends them."""

from rest_framework.request import Request

from accounts.models import User
from core.http import HtmxHttpRequest


class SignedInRequest(HtmxHttpRequest):
    """What a view behind `login_required` gets."""

    user: User


class SignedInApiRequest(Request):
    """What an operation with `IsAuthenticated` gets."""

    user: User
