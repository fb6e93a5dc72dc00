"""Staff bring a second factor before the admin opens to them."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _


class StaffSecondFactorMiddleware:
    """Sends staff without a second factor to where it is set up, if the settings demand one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.STAFF_MFA_REQUIRED and request.path.startswith("/admin/"):
            person = request.user
            if person.is_authenticated and person.is_staff and not is_mfa_enabled(person):
                messages.info(request, _("Staff need a second factor. Please set it up first."))
                return redirect("mfa_activate_totp")
        return self.get_response(request)
