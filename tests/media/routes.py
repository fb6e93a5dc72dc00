"""Who may do what with uploads and pictures."""

from tests.factories.media import PictureFactory
from tests.routing import Route, everyone, signed_in

ROUTES = {
    "api:upload-list": Route(
        method="post", form=True, data={"file": "no file"}, expect=signed_in(400, anonymous=401)
    ),
    "api:upload-detail": Route(
        kwargs=lambda world: {"pk": PictureFactory(owner=world.owner).upload_id},
        expect=signed_in(404, anonymous=401) | {"owner": 200},
        budget=8,
    ),
    # Nothing lies there; what is served when something does: tests/media/test_media_view.py.
    "media:file": Route(
        kwargs=lambda world: {"name": "p/00/" + "0" * 32 + "-360.webp"},
        expect=everyone(404),
        budget=2,
    ),
    "media:avatar": Route(expect=signed_in(200)),
    "api:me-avatar": [
        Route(
            method="put",
            data=lambda world: {"upload": str(PictureFactory(owner=world.owner).upload_id)},
            expect=signed_in(404, anonymous=401) | {"owner": 204},
        ),
        Route(method="delete", expect=signed_in(204, anonymous=401)),
    ],
}
