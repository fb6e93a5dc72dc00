"""One's own settings: the public profile, the language, and whom one has blocked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.adapter import remember_language
from accounts.forms import ProfileForm
from accounts.http import SignedInRequest
from accounts.models import User
from accounts.services import relations

MOST_BLOCKED_SHOWN = 200


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: SignedInRequest) -> HttpResponse:
    person = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        response = redirect("accounts:settings")
        if person.language:
            remember_language(response, person.language)
        return response
    blocked = User.objects.filter(blocks_received__blocker=request.user).order_by("name", "handle")
    page = {"form": form, "blocked": blocked[:MOST_BLOCKED_SHOWN]}
    return render(request, "accounts/settings.html", page)


@login_required
@require_POST
def unblock(request: SignedInRequest, handle: str) -> HttpResponse:
    """Take back a block, without JavaScript too."""
    blocked = get_object_or_404(User, handle=handle, blocks_received__blocker=request.user)
    relations.unblock(blocker=request.user, blocked=blocked)
    messages.success(request, _("@%(handle)s is no longer blocked.") % {"handle": handle})
    return redirect("accounts:settings")
