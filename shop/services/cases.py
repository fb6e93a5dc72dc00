"""Reading cases: what was said, what happened, and what a buyer may do now."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shop.models import AfterSale, AfterSaleMessage, StatusChange
from shop.services import moves
from shop.services.orders import Step

# What both sides are told of a move; the platform's and the sweeps' words are the same.
WORDS = {
    "apply": _("Asked for"),
    "agree_refund": _("The store agreed"),
    "agree_return": _("The store agreed: send it back"),
    "reject": _("The store declined"),
    "pass_on": _("The store did not answer: the platform decides"),
    "revise": _("Asked anew"),
    "escalate": _("The platform was called"),
    "order_return": _("The platform decided: send it back"),
    "order_refund": _("The platform decided: money back"),
    "dismiss": _("The platform dismissed it"),
    "send_back": _("Sent back"),
    "accept_refund": _("What came back was accepted"),
    "accept_exchange": _("What came back was accepted"),
    "refuse": _("The store objects to what came back"),
    "settle": _("Done"),
    "lapse": _("Ended, because nobody acted in time"),
    "withdraw": _("Withdrawn"),
}


def thread_of(case: AfterSale) -> QuerySet[AfterSaleMessage]:
    """What was said, the oldest first, with its pictures."""
    said = case.messages.select_related("author").prefetch_related("evidence__picture")
    return said.order_by("pk")


def history(case: AfterSale) -> list[Step]:
    changes = StatusChange.objects.filter(machine="after_sale", subject=case.pk).order_by("pk")
    return [Step(WORDS[one.event], one.at) for one in changes if one.event in WORDS]


def buyer_may(case: AfterSale) -> dict[str, bool]:
    """Event → whether the buyer can make it now."""
    events = ("withdraw", "revise", "escalate", "send_back")
    may = {event: moves.may(case, event) for event in events}
    return may | {"say": case.is_open()}
