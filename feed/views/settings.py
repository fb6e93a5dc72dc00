"""How a reader wants explore: latest first, sponsored notes, channels and their order."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from feed.forms import FeedSettingsForm
from feed.models import FeedSettings
from notes.channels import Channel


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: SignedInRequest) -> HttpResponse:
    """The reader's wishes, kept on every button."""
    wishes = FeedSettings.of(request.user)
    form = FeedSettingsForm(request.POST or None, instance=wishes)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Kept."))
        return redirect("feed:settings")
    names = dict(Channel.choices)
    shown = set(form["shown"].value() if form.is_bound else wishes.shown())
    order = form["order"].value() if form.is_bound else wishes.order()
    channels = [(each, names[each], each in shown) for each in order if each in names]
    status = 422 if form.is_bound else 200
    return render(
        request, "feed/settings.html", {"form": form, "channels": channels}, status=status
    )
