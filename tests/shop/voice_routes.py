"""Who may review, ask, answer and vote."""

from django.utils import timezone

from shop.models import Answer, Question, Review
from shop.services import questions
from tests.routing import Route, everyone, signed_in


def _product(world):
    return {"public_id": world.product.public_id}


def _question(world):
    author = world.people["platform"]
    asked = questions.ask(world.product, author=author, text="?", at=timezone.now())
    return {"public_id": asked.public_id}


def _answer(world):
    asked = Question.objects.get(public_id=_question(world)["public_id"])
    said = {"author": world.people["platform"], "text": "!", "by": "store", "at": timezone.now()}
    return {"public_id": Answer.objects.create(question=asked, **said).public_id}


def _review(world):
    world.order.store_orders.update(status="received")
    line = world.store_order.lines.get()
    said = {"author": world.people["platform"], "rating": 4, "at": timezone.now()}
    review = Review.objects.create(line=line, product=world.product, **said)
    return {"public_id": review.public_id}


def _received(world):
    world.order.store_orders.update(status="received")
    return {"line": world.store_order.lines.get().pk, "rating": 5}


VOTED = signed_in(200, anonymous=401) | {"platform": 409}
VOICES = {
    "api:reviews": Route(kwargs=_product, expect=everyone(200)),
    "api:review-write": Route(
        method="post",
        data=_received,
        expect={**everyone(404), "anonymous": 401, "owner": 201},
    ),
    "api:review-reply": Route(
        method="put",
        kwargs=_review,
        data={"text": "Thanks"},
        expect={**everyone(403), "anonymous": 401, "staff": 200},
    ),
    "api:questions": [
        Route(kwargs=_product, expect=everyone(200)),
        Route(
            method="post",
            kwargs=_product,
            data={"text": "Heavy?"},
            expect=signed_in(201, anonymous=401),
        ),
    ],
    "api:answers": Route(
        method="post",
        kwargs=_question,
        data={"text": "No."},
        expect={**everyone(403), "anonymous": 401, "staff": 201},
    ),
    **{
        f"api:{kind}-useful": [
            Route(method="put", kwargs=one, expect=VOTED),
            Route(method="delete", kwargs=one, expect=signed_in(200, anonymous=401)),
        ]
        for kind, one in (("reviews", _review), ("questions", _question), ("answers", _answer))
    },
}
