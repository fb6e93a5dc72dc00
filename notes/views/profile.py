"""Who somebody is, and what they published; for oneself also drafts, saved and liked notes."""

from django.db.models import Sum, prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Block, Follow, User
from core.caching import shared_page
from core.http import HtmxHttpRequest
from core.pagination import BadCursor, KeysetPage, keyset_page
from notes.cards import cards_for
from notes.models import Like, Note, NoteTally, Save
from notes.services import engagement

CARDS = 24
OWN_TABS = ("drafts", "saved", "liked")


@shared_page(query=("tab", "after"))
@require_safe
def profile(request: HtmxHttpRequest, handle: str) -> HttpResponse:
    """A person's page; an htmx request for more gets the next cards alone."""
    person = _person(request, handle)
    is_own = person.pk == request.user.pk
    tab = request.GET.get("tab", "")
    if tab and not (is_own and tab in OWN_TABS):
        raise Http404
    context = _tab(request, person, tab)
    if request.htmx and request.GET.get("after"):
        return render(request, "components/cards.html", context)
    context |= {"person": person, "is_own": is_own, "tab": tab, "tabs": _tabs(person, tab, is_own)}
    return render(request, "notes/profile.html", context | _figures(request, person))


def _person(request, handle):
    found = User.objects.visible_to(request.user).filter(handle=handle.lower())
    person = found.select_related("avatar__picture", "store").first()
    # Whom one blocks oneself can still be unblocked here.
    if person is None and request.user.is_authenticated:
        blocked = User.objects.filter(handle=handle.lower(), is_active=True)
        mine = blocked.filter(blocks_received__blocker=request.user)
        person = mine.exclude(blocks_made__blocked=request.user).first()
    if person is None:
        raise Http404
    if hasattr(person, "avatar"):
        prefetch_related_objects([person.avatar.picture], "renditions")
    return person


def _figures(request, person):
    reader = request.user
    sums = NoteTally.objects.filter(note__in=Note.objects.by(person).published()).aggregate(
        likes=Sum("likes", default=0), saves=Sum("saves", default=0)
    )
    figures = {
        "followers": Follow.objects.filter(followed=person, follower__is_active=True).count(),
        "following": Follow.objects.filter(follower=person, followed__is_active=True).count(),
        "likes_and_saves": sums["likes"] + sums["saves"],
        "login_url": f"{reverse('account_login')}?next={request.path}",
    }
    if reader.is_authenticated and reader != person:
        follows = Follow.objects.filter(follower=reader, followed=person)
        figures["is_followed"] = follows.exists()
        figures["is_blocked"] = Block.objects.filter(blocker=reader, blocked=person).exists()
    return figures


def _tabs(person, tab, is_own):
    here = reverse("notes:profile", args=[person.handle])
    names = [("", _("Notes"))]
    if is_own:
        names += [
            ("drafts", _("Drafts")),
            ("saved", pgettext("tab", "Saved")),
            ("liked", _("Liked")),
        ]
    return [
        {"url": f"{here}?tab={value}" if value else here, "label": name, "is_current": value == tab}
        for value, name in names
    ]


def _tab(request, person, tab):
    if tab == "drafts":
        # Also what was withdrawn, and what still waits for its pictures.
        drafts = Note.objects.by(person).exclude(pk__in=Note.objects.by(person).published())
        page = _page(request, drafts.prefetch_related("slides__picture__renditions"), ("-pk",))
        return {"drafts": page.items, "next_url": _next(tab, page)}
    if tab in ("saved", "liked"):
        rows = (Save if tab == "saved" else Like).objects.filter(user=person)
        page = _page(request, rows, ("-at",))
        ids = [row.note_id for row in page.items]
        among = Note.objects.visible_to(request.user).published()
    else:
        listed = Note.objects.listed_for(request.user).by(person)
        page = _page(request, listed.only("published_at"), ("-published_at",))
        ids = [note.pk for note in page.items]
        among = None
    return {
        "cards": cards_for(ids, get_language(), among=among),
        "liked": _liked(request.user, ids),
        "next_url": _next(tab, page),
    }


def _page(request, queryset, ordering) -> KeysetPage:
    try:
        after = request.GET.get("after", "")
        return keyset_page(queryset, after=after, limit=CARDS, ordering=ordering)
    except BadCursor as bad:
        raise Http404 from bad


def _next(tab, page):
    if not page.next_cursor:
        return ""
    return f"?tab={tab}&after={page.next_cursor}" if tab else f"?after={page.next_cursor}"


def _liked(reader, ids):
    pks = engagement.marks_of(reader, ids)["like"]
    if not pks:
        return []
    return list(Note.objects.filter(pk__in=pks).values_list("public_id", flat=True))
