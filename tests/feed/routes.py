"""Who may see what of feed's pages."""

from django.utils import timezone

from feed import tokens
from feed.fairness import report
from feed.models import Experiment
from shop.services import questions
from tests.factories.shop import ProductFactory
from tests.routing import Route, everyone, signed_in


def _rival_draft(world):
    return {"public_id": ProductFactory(store=world.rival_store, status="draft").public_id}


def _list_token(world):
    """The token of a page that visitors share, showing the world's note."""
    shown = [world.note.public_id]
    return {"list": tokens.for_shared_list(shown, source="explore", at=timezone.now())}


def _beacon(world):
    """What a visitor did on such a page; to anybody else the page is foreign."""
    shown = [world.note.public_id]
    token = tokens.for_page(shown, source="explore", at=timezone.now())
    return {"token": token, "events": [{"note": shown[0], "kind": "impression"}]}


def _note(world):
    return {"public_id": world.note.public_id}


def _line(world):
    """A line of the owner's, received."""
    world.order.store_orders.update(status="received")
    return {"line": world.store_order.lines.get().pk}


def _question(world):
    asked = questions.ask(
        world.product, author=world.people["platform"], text="?", at=timezone.now()
    )
    return {"public_id": asked.public_id}


def _product(world):
    return {"public_id": world.product.public_id}


def _report(world):
    """The report of the last month is written; its address needs nothing."""
    report.measure(at=timezone.now())
    return {}


def _experiment(world):
    return {"pk": Experiment.objects.get_or_create(name="Near")[0].pk}


def _running(world):
    known = {"state": "running", "started_at": timezone.now()}
    return {"pk": Experiment.objects.get_or_create(name="Nearer", **known)[0].pk}


PLATFORM = {**everyone(404), "anonymous": 401, "platform": 200}
VOICES = {
    "feed:product-reviews": [
        Route(kwargs=_product, expect=everyone(200)),
        Route(kwargs=_product, data={"sort": "loudest"}, expect=everyone(404)),
    ],
    "feed:product-questions": [
        Route(kwargs=_product, expect=everyone(200)),
        Route(method="post", form=True, kwargs=_product, data={"text": "?"}, expect=everyone(302)),
        Route(
            method="post",
            form=True,
            kwargs=_product,
            data={"text": ""},
            expect={**everyone(400), "anonymous": 302},
        ),
    ],
    "feed:answer": Route(
        method="post", form=True, kwargs=_question, data={"text": "!"}, expect=everyone(302)
    ),
    "feed:review-write": Route(
        kwargs=_line, expect={**everyone(404), "anonymous": 302, "owner": 200}
    ),
    "feed:voice-useful": Route(
        method="post",
        form=True,
        kwargs=lambda world: {"kind": "question", **_question(world)},
        data={"useful": "1"},
        expect=everyone(302),
    ),
    "feed:voice-report": Route(
        method="post",
        form=True,
        kwargs=lambda world: {"kind": "question", **_question(world)},
        data={"reason": "spam"},
        expect=everyone(302),
    ),
}
HISTORY = {
    "feed:history": [
        Route(cache="shared", expect=everyone(200)),
        Route(
            cache="shared",
            data={"show": "all", "after": "x"},
            expect={**everyone(400), "anonymous": 200},
        ),
    ],
    "feed:history-forget": [
        Route(method="post", form=True, data={"span": "all"}, expect=signed_in(302)),
        Route(method="post", form=True, data={"span": "never"}, expect=signed_in(422)),
    ],
    "feed:history-pause": [
        Route(method="post", form=True, data={"span": "hour"}, expect=signed_in(302)),
        Route(method="post", form=True, data={"span": "never"}, expect=signed_in(422)),
    ],
    "feed:interests": [
        Route(expect=signed_in(200)),
        Route(
            method="post",
            form=True,
            data={"kind": "channel", "name": "food", "word": "more"},
            expect=signed_in(302),
        ),
        Route(method="post", form=True, data={"word": "louder"}, expect=signed_in(422)),
        Route(
            method="post",
            form=True,
            data={"kind": "topic", "name": "no such", "word": "more"},
            expect=signed_in(404),
        ),
    ],
    "api:feed-interests": Route(expect=signed_in(200, anonymous=401)),
    "api:feed-interests-say": [
        Route(
            method="put",
            kwargs=lambda world: {"kind": "channel", "name": "food"},
            data={"word": "never"},
            expect=signed_in(204, anonymous=401),
        ),
        Route(
            method="put",
            kwargs=lambda world: {"kind": "channel", "name": "stars"},
            data={"word": "never"},
            expect=signed_in(404, anonymous=401),
        ),
    ],
    "api:feed-history": [
        Route(expect=signed_in(200, anonymous=401)),
        Route(data={"show": "some"}, expect=signed_in(400, anonymous=401)),
        # A query goes with GET alone: nothing is named here.
        Route(method="delete", expect=signed_in(400, anonymous=401)),
    ],
    "api:feed-history-pause": [
        Route(expect=signed_in(200, anonymous=401)),
        Route(method="put", data={"span": "hour"}, expect=signed_in(200, anonymous=401)),
        Route(method="delete", expect=signed_in(204, anonymous=401)),
    ],
}
ROUTES = {
    **VOICES,
    "feed:explore": Route(cache="shared", budget=12, expect=everyone(200)),
    "feed:channel": [
        Route(
            cache="shared",
            budget=12,
            kwargs=lambda world: {"channel": "home"},
            expect=everyone(200),
        ),
        Route(cache="shared", kwargs=lambda world: {"channel": "astrology"}, expect=everyone(404)),
    ],
    "feed:fairness": [
        Route(cache="shared", budget=6, expect=everyone(200)),
        Route(cache="shared", data={"days": "7"}, expect=everyone(200)),
        Route(cache="shared", data={"days": "365"}, expect=everyone(404)),
    ],
    "api:fairness": [
        Route(cache="shared", kwargs=_report, expect=everyone(200)),
        Route(cache="shared", expect=everyone(404)),
        Route(cache="shared", kwargs=_report, data={"days": "x"}, expect=everyone(404)),
    ],
    "api:experiments": Route(budget=4, expect=PLATFORM),
    "api:experiment": Route(budget=4, kwargs=_experiment, expect=PLATFORM),
    "api:experiment-run": [
        Route(method="put", kwargs=_experiment, expect=PLATFORM),
        Route(method="delete", kwargs=_running, expect=PLATFORM),
        Route(method="delete", kwargs=_experiment, expect={**PLATFORM, "platform": 409}),
    ],
    "feed:bought": Route(cache="shared", expect=everyone(200)),
    "feed:settings": [
        Route(expect=signed_in(200)),
        Route(method="post", form=True, data={"shown": ["food"]}, expect=signed_in(302)),
        Route(method="post", form=True, data={"is_latest_first": "on"}, expect=signed_in(422)),
    ],
    **HISTORY,
    "feed:following": Route(budget=9, expect=signed_in(200)),
    "feed:earnings": [
        Route(expect=signed_in(200)),
        Route(data={"month": "never"}, expect=signed_in(404)),
    ],
    "feed:earnings-file": Route(expect=signed_in(200)),
    "api:explore": Route(budget=12, expect=everyone(200)),
    "api:feed-settings": [
        Route(expect=signed_in(200, anonymous=401)),
        Route(
            method="patch",
            data={"hides_sponsored": True, "channels": ["food"]},
            expect=signed_in(200, anonymous=401),
        ),
        Route(method="patch", data={"channels": ["stars"]}, expect=signed_in(400, anonymous=401)),
    ],
    "api:note-why": [
        Route(kwargs=_note, expect={**everyone(200), "blocked": 404}),
        Route(
            kwargs=lambda world: {"public_id": world.draft.public_id},
            expect={**everyone(404), "owner": 200},
        ),
    ],
    "api:following": Route(budget=9, expect=signed_in(200, anonymous=401)),
    "api:attention": Route(method="post", data=_beacon, expect={**everyone(403), "anonymous": 202}),
    "api:attention-token": [
        Route(method="post", data=_list_token, expect=everyone(200)),
        Route(method="post", data=lambda world: {}, expect=everyone(400)),
        Route(
            method="post",
            data=lambda world: {"note": world.note.public_id},
            expect={**everyone(200), "blocked": 404},
        ),
        Route(
            method="post",
            data=lambda world: {"notes": [world.note.public_id], "source": "profile"},
            expect={**everyone(200), "blocked": 404},
        ),
        Route(
            method="post",
            data=lambda world: {"note": world.draft.public_id},
            expect={**everyone(404), "owner": 200},
        ),
    ],
    "api:note-score": Route(
        kwargs=_note, expect={**everyone(404), "anonymous": 401, "owner": 200, "platform": 200}
    ),
    "feed:search": [
        Route(budget=18, data={"q": "note"}, expect=everyone(200)),
        Route(budget=12, expect=everyone(200)),
        Route(budget=18, data={"q": "gaiwan", "tab": "products"}, expect=everyone(200)),
        Route(data={"q": "note", "after": "x"}, expect=everyone(400)),
    ],
    "api:search": [
        Route(budget=16, data={"q": "note"}, expect=everyone(200)),
        Route(data={"q": "note", "price_min": "much"}, expect=everyone(400)),
    ],
    "api:search-suggestions": [
        Route(data={"q": "no"}, expect=everyone(200)),
        Route(expect=everyone(200)),
    ],
    "api:search-history": [
        Route(expect=signed_in(200, anonymous=401)),
        Route(method="delete", expect=signed_in(204, anonymous=401)),
        Route(method="put", data={"is_paused": True}, expect=signed_in(200, anonymous=401)),
    ],
    "feed:alike": [
        Route(
            budget=14,
            kwargs=lambda world: {"public_id": world.product.public_id},
            expect=everyone(200),
        ),
        Route(kwargs=_rival_draft, expect={**everyone(404), "rival_staff": 200}),
    ],
    "feed:compare": [
        Route(budget=30, data=lambda world: {"ids": world.product.public_id}, expect=everyone(200)),
        Route(data={"ids": "x,,y"}, expect=everyone(200)),
    ],
    "feed:related": Route(budget=14, kwargs=_note, expect={**everyone(200), "blocked": 404}),
    "api:note-related": Route(kwargs=_note, expect={**everyone(200), "blocked": 404}),
    "api:product-truth": [
        Route(kwargs=lambda world: {"public_id": world.product.public_id}, expect=everyone(200)),
        Route(kwargs=_rival_draft, expect={**everyone(404), "rival_staff": 200}),
    ],
    "api:product-notes": [
        Route(kwargs=lambda world: {"public_id": world.product.public_id}, expect=everyone(200)),
        Route(
            kwargs=lambda world: {"public_id": world.product.public_id},
            data={"sort": "worst"},
            expect=everyone(400),
        ),
        Route(kwargs=_rival_draft, expect={**everyone(404), "rival_staff": 200}),
    ],
    "feed:product": [
        # So many when none of its parts is kept; else about half.
        Route(kwargs=_product, expect=everyone(200)),
        Route(kwargs=_rival_draft, expect={**everyone(404), "rival_staff": 200}),
    ],
}
