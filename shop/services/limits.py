"""How often one may do what costs others something: counted in PostgreSQL, from the rows."""

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from core.prepared import Prepared
from shop.models import OrderGroup

# Each unpaid order keeps stock from others.
MOST_UNPAID = 20


class TooManyUnpaid(RuleViolation):
    code = "too_many_unpaid"
    status = 429
    retry_after = 60


def refuse_hoarding(buyer: User) -> None:
    """:raises TooManyUnpaid: if the buyer holds stock by too many orders without paying"""
    if len(_UNPAID.rows(buyer=buyer.pk)) >= MOST_UNPAID:
        raise TooManyUnpaid(_("Pay or cancel some of your open orders first."))


_UNPAID = Prepared(
    lambda buyer: OrderGroup.objects.filter(
        buyer=User(pk=buyer),
        status__in=[OrderGroup.Status.PENDING_PAYMENT, OrderGroup.Status.CLOSING],
    ).values_list("pk")[:MOST_UNPAID],
    "buyer",
)
