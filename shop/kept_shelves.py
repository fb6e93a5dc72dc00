"""What a shelf shows, kept for a moment by its address: it knows nothing of who reads it.

Visitors share whole pages (`core.caching`), which nothing kept here may age; who is signed in
shares this part of them, in the process that made it, under a head and foot of their own.
"""

from collections.abc import Callable, Collection

from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.caching import is_anonymous
from core.near import Near

# No page of ours asks at such length; nobody fills the memory by asking.
_LONGEST = 300
# As old as a page that visitors share may be.
_KEPT: Near[SafeString] = Near(seconds=5, most=200)


def html_of(
    request: HttpRequest, allowed: Collection[str], make: Callable[[], SafeString], *, part: str
) -> SafeString:
    """This part of the shelf at the address that was asked, made anew where it is not at hand.

    What `make` asks for, it asks as nobody: the next reader gets it, too. A visitor's page is
    kept as a whole, for as long as it may be old; its shelf is always made.

    :param allowed: the parameters that make another shelf; with any other, nothing is kept
    """
    query = request.META.get("QUERY_STRING", "")
    if not settings.SHARED_PAGE_SECONDS or is_anonymous(request) or len(query) > _LONGEST:
        return make()
    if request.GET.keys() - set(allowed):
        return make()
    key = "\n".join((part, request.path_info, query, get_language() or ""))
    kept = _KEPT.get_many([key]).get(key)
    if kept is None:
        kept = make()
        _KEPT.put_many({key: kept})
    return kept
