"""Who may do what with an order's parts and with after-sales cases."""

from shop.models import AfterSale, AfterSaleMessage, Evidence, OrderGroup, StoreOrder
from tests.factories.media import PictureFactory
from tests.routing import Route, everyone

OWN_PAGE = {**everyone(404), "anonymous": 302, "owner": 200}
OWN_ACT = {**everyone(404), "anonymous": 302, "owner": 302}


def _shipped(world):
    OrderGroup.objects.filter(pk=world.order.pk).update(
        status="paid", paid_at=world.order.placed_at
    )
    StoreOrder.objects.filter(pk=world.store_order.pk).update(status="shipped")
    world.store_order.refresh_from_db()
    return world.store_order


def _part(world):
    return {"number": world.order.number, "part": _shipped(world).number}


def _order(world):
    return {"number": _shipped(world).group.number}


def _line(world):
    return {"number": world.order.number, "line": _shipped(world).lines.get().pk}


def case_of(world, **values):
    order = _shipped(world)
    line = order.lines.get()
    made = AfterSale.objects.filter(line=line).first()
    return made or AfterSale.objects.create(
        order=order,
        line=line,
        kind="return",
        reason="other",
        quantity=1,
        opened_at=world.order.placed_at,
        **values,
    )


def _case(world):
    return {"number": case_of(world).number}


def _evidence(world):
    case = case_of(world)
    said = AfterSaleMessage.objects.create(case=case, side="buyer", at=world.order.placed_at)
    picture = PictureFactory(owner=world.owner, upload__is_private=True)
    return {"number": case.number, "pk": Evidence.objects.create(message=said, picture=picture).pk}


def _act(kwargs, data=None):
    return Route(method="post", form=True, kwargs=kwargs, data=data or {}, expect=OWN_ACT)


OWN_API = {**everyone(404), "anonymous": 401, "owner": 200}
WISH = {"kind": "return", "reason": "other", "quantity": 1}
INVOICE = {"kind": "personal", "title": "Lin Mei", "email": "a@b.cn"}


def _declined(world):
    case = case_of(world)
    AfterSale.objects.filter(pk=case.pk).update(status="rejected")
    return {"number": case.number}


def _to_send(world):
    case = case_of(world)
    AfterSale.objects.filter(pk=case.pk).update(status="awaiting_return")
    return {"number": case.number}


def _late(world):
    """Unpaid here, so that it cannot be cancelled: 409 says that the door was reached."""
    return {"number": world.order.number, "part": world.store_order.number}


CASES = {
    "api:order-cases": [
        Route(kwargs=_order, expect=OWN_API),
        Route(
            method="post",
            kwargs=_order,
            data={**WISH, "line": 1},
            expect={**everyone(404), "anonymous": 401},
        ),
    ],
    "api:case-list": Route(expect={**everyone(200), "anonymous": 401}),
    "api:case-detail": Route(kwargs=_case, expect=OWN_API),
    "api:case-messages": Route(method="post", kwargs=_case, data={"text": "Hello"}, expect=OWN_API),
    "api:case-revision": Route(method="put", kwargs=_declined, data=WISH, expect=OWN_API),
    "api:case-escalation": Route(method="put", kwargs=_declined, expect=OWN_API),
    "api:case-withdrawal": Route(method="put", kwargs=_case, expect=OWN_API),
    "api:case-send-back": Route(
        method="put", kwargs=_to_send, data={"carrier": "ZTO", "tracking": "1"}, expect=OWN_API
    ),
    "api:part-received": Route(method="put", kwargs=_part, expect=OWN_API),
    "api:part-cancel-unshipped": Route(
        method="put", kwargs=_late, expect={**OWN_API, "owner": 409}
    ),
    "api:part-invoice": [
        Route(kwargs=_part, expect={**everyone(404), "anonymous": 401}),
        Route(method="put", kwargs=_part, data=INVOICE, expect=OWN_API),
    ],
    "shop:receive": _act(_part),
    "shop:cancel-unshipped": _act(_part),
    "shop:order-again": _act(lambda world: {"number": world.order.number}),
    "shop:case-new": [
        Route(kwargs=_line, expect=OWN_PAGE, budget=16),
        Route(method="post", form=True, kwargs=_line, data={}, expect={**OWN_PAGE, "owner": 400}),
    ],
    "shop:case": Route(kwargs=_case, expect=OWN_PAGE, budget=14),
    "shop:case-say": _act(_case, {"text": "Hello"}),
    "shop:case-revise": Route(kwargs=_case, expect=OWN_PAGE, budget=14),
    "shop:case-escalate": _act(_case),
    "shop:case-withdraw": _act(_case),
    "shop:case-send-back": Route(
        method="post",
        form=True,
        kwargs=_case,
        data={"carrier": "", "tracking": ""},
        expect={**OWN_PAGE, "owner": 400},
    ),
    "shop:receipt": Route(kwargs=_order, expect=OWN_PAGE),
    "shop:invoice": [
        Route(kwargs=_part, expect=OWN_PAGE),
        Route(method="post", form=True, kwargs=_part, expect={**OWN_PAGE, "owner": 400}),
    ],
    "shop:invoice-file": Route(kwargs=_part, expect={**everyone(404), "anonymous": 302}),
    # The picture has no files here: who is let in finds nothing to read either.
    "shop:evidence": Route(kwargs=_evidence, expect={**everyone(404), "anonymous": 302}),
}
