"""Who may do what with notes, comments, profiles and topics."""

from tests.factories.notes import CommentFactory, DraftFactory
from tests.routing import Route, everyone, signed_in

READERS = {**everyone(200), "blocked": 404}
API_READERS = {**signed_in(200, anonymous=401), "blocked": 404}
OWN = {**everyone(404), "owner": 200}
OWN_PAGE = {**OWN, "anonymous": 302}
OWN_API = {**OWN, "anonymous": 401}
DOCUMENT = {"title": "Better", "channel": "home"}


def note(world):
    return {"public_id": world.note.public_id}


def draft(world):
    return {"public_id": world.draft.public_id}


def comment(world):
    return {"public_id": world.comment.public_id}


def slides(world):
    return [{"upload": str(world.picture.upload_id)}]


def foreign(world):
    """A comment of a stranger below the owner's note."""
    return {"public_id": CommentFactory(note=world.note).public_id}


def fresh_draft(world):
    return {"public_id": DraftFactory(author=world.people["owner"]).public_id}


def post(expect, data=None, **parts):
    return Route(method="post", form=True, data=data or {}, expect=expect, **parts)


PAGES = {
    "notes:publish": [
        Route(expect=signed_in(200)),
        post(signed_in(302), {"title": "A draft", "visibility": "public"}),
    ],
    "notes:detail": [
        Route(cache="shared", kwargs=note, expect=READERS),
        Route(cache="shared", kwargs=draft, expect=OWN),
    ],
    "notes:edit": [
        Route(kwargs=note, expect=OWN_PAGE, budget=14),
        post(
            {**OWN_PAGE, "owner": 409},
            {"title": "Old tab", "visibility": "public", "revision": 7},
            kwargs=note,
        ),
    ],
    "notes:withdraw": post({**OWN_PAGE, "owner": 302}, kwargs=note),
    "notes:discard": post({**OWN_PAGE, "owner": 302}, kwargs=fresh_draft),
    "notes:report": post({**signed_in(302), "blocked": 404}, {"reason": "spam"}, kwargs=note),
    "notes:comments": Route(cache="shared", kwargs=note, expect=READERS),
    "notes:comments_write": post(
        {**signed_in(302), "blocked": 404}, {"text": "Does it drip?"}, kwargs=note
    ),
    "notes:act": post(
        {**signed_in(302), "blocked": 404},
        kwargs=lambda world: note(world) | {"kind": "like"},
    ),
    "notes:replies": Route(cache="shared", kwargs=comment, expect=READERS),
    "notes:comment_withdraw": post({**signed_in(404), "owner": 302}, kwargs=foreign),
    "notes:profile": Route(
        cache="shared", kwargs=lambda world: {"handle": "owner"}, expect=READERS, budget=14
    ),
    "notes:topic": Route(
        cache="shared", kwargs=lambda world: {"key": world.topic.key}, expect=everyone(200)
    ),
}

ENGAGED = {
    f"api:note-{kind}": [
        Route(method=method, kwargs=note, expect=API_READERS) for method in ("put", "delete")
    ]
    for kind in ("like", "save")
}

API = {
    "api:note-list": [
        Route(cache="shared", expect=everyone(200)),
        Route(method="post", data=DOCUMENT, expect=signed_in(201, anonymous=401)),
    ],
    "api:note-detail": [
        Route(cache="shared", kwargs=note, expect=READERS),
        Route(cache="shared", kwargs=draft, expect=OWN),
        Route(
            method="put",
            kwargs=draft,
            data=lambda world: DOCUMENT | {"revision": 1, "slides": slides(world)},
            expect=OWN_API,
        ),
        Route(method="patch", kwargs=draft, data={"revision": 1, "title": "x"}, expect=OWN_API),
        Route(method="delete", kwargs=fresh_draft, expect={**OWN_API, "owner": 204}),
    ],
    "api:note-publication": [
        Route(method="put", kwargs=fresh_draft, expect=OWN_API),
        Route(method="delete", kwargs=note, expect=OWN_API),
    ],
    **ENGAGED,
    "api:note-share": Route(method="put", kwargs=note, expect=API_READERS),
    "api:note-hide": [
        Route(
            method="put",
            kwargs=note,
            data={"reason": "low_quality"},
            expect={**API_READERS, "owner": 409},
        ),
        Route(method="delete", kwargs=note, expect=API_READERS),
    ],
    "api:note-report": Route(
        method="post",
        kwargs=note,
        data={"reason": "spam"},
        expect={**signed_in(204, anonymous=401), "blocked": 404, "owner": 409},
    ),
    "api:note-comments": [
        Route(cache="shared", kwargs=note, expect=READERS),
        Route(
            method="post",
            kwargs=note,
            data={"text": "Does it drip?"},
            expect={**signed_in(201, anonymous=401), "blocked": 404},
        ),
    ],
    "api:comment-detail": Route(
        method="delete",
        kwargs=foreign,
        expect={**signed_in(403, anonymous=401), "owner": 204, "blocked": 404},
    ),
    "api:comment-replies": Route(cache="shared", kwargs=comment, expect=READERS),
    "api:topics": Route(data={"q": "te"}, expect=everyone(200)),
    "api:topic-follow": [
        Route(
            method=method,
            kwargs=lambda world: {"key": world.topic.key},
            expect=signed_in(204, anonymous=401),
        )
        for method in ("put", "delete")
    ]
    + [
        Route(
            method="put", kwargs=lambda w: {"key": "nowhere"}, expect=signed_in(404, anonymous=401)
        )
    ],
    "api:channel-suggestion": Route(data={"topics": "tea"}, expect=everyone(200)),
}

ROUTES = PAGES | API
