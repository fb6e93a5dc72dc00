"""Who may do what with accounts."""

from tests.routing import Route, everyone, signed_in

PAGE = everyone(200)
OWN = signed_in(200)

ROUTES = {
    "accounts:settings": Route(expect=OWN),
    "accounts:unblock": Route(
        method="post",
        kwargs=lambda world: {"handle": world.owner.handle},
        expect=signed_in(404),
    ),
    "api:me": [
        Route(expect=signed_in(200, anonymous=401)),
        Route(method="patch", data={"bio": "Tea."}, expect=signed_in(200, anonymous=401)),
    ],
    "api:user-detail": Route(
        kwargs=lambda world: {"handle": world.owner.handle}, expect=PAGE | {"blocked": 404}
    ),
    "api:user-follow": [
        Route(
            method=method,
            kwargs=lambda world: {"handle": world.owner.handle},
            expect=signed_in(204, anonymous=401) | {"blocked": 404, "owner": of_owner},
        )
        for method, of_owner in (("put", 409), ("delete", 204))
    ],
    "api:user-block": [
        Route(
            method=method,
            kwargs=lambda world: {"handle": world.owner.handle},
            expect=signed_in(204, anonymous=401) | {"blocked": 404, "owner": of_owner},
        )
        for method, of_owner in (("put", 409), ("delete", 204))
    ],
    "api:report-list": Route(
        method="post",
        data={"kind": "user", "public_id": "somebody", "reason": "spam"},
        expect=signed_in(204, anonymous=401),
    ),
}
