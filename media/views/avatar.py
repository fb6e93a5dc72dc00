"""One's own face: see it, change it, remove it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from accounts.models import User
from core.wakeups import wake
from media import tasks
from media.forms import AvatarForm
from media.services import avatars, ingest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def avatar(request: SignedInRequest) -> HttpResponse:
    form = AvatarForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and "remove" in request.POST:
        avatars.remove(user=request.user)
        messages.success(request, _("Your picture is removed."))
        return redirect("media:avatar")
    if request.method == "POST" and form.is_valid() and _take(request, form):
        messages.success(request, _("Your new picture appears in a moment."))
        return redirect("media:avatar")
    people = User.objects.select_related("avatar__picture")
    person = people.prefetch_related("avatar__picture__renditions").get(pk=request.user.pk)
    return render(request, "media/avatar.html", {"form": form, "person": person})


def _take(request: SignedInRequest, form: AvatarForm) -> bool:
    try:
        with transaction.atomic():
            file = form.cleaned_data["file"]
            upload = ingest.receive(owner=request.user, file=file, at=timezone.now())
            avatars.show(user=request.user, picture=upload.picture)
            wake(tasks.make_renditions)
    except ingest.FileRefused as refusal:
        form.add_error("file", refusal.message)
        return False
    return True
