"""The request of somebody who is signed in, as views behind `login_required` see it."""

from django.http import HttpRequest

from accounts.models import User


class BuyerRequest(HttpRequest):
    user: User
