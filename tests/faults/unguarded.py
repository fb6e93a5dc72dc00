"""The web process with its guard against overselling taken out: the negative control."""

import os
import threading

from django.db.models import F

from rednote.wsgi import application
from shop.models import Stock
from shop.services import quoted, stock

# So many look before any of them writes.
TOGETHER = int(os.environ["LOOK_TOGETHER"])
__all__ = ["application"]

_real_hold = stock.hold
_have_looked = threading.Barrier(TOGETHER, timeout=30)


def hold(holds):
    """Look, wait, write: what everybody writes who has not read the stock protocol."""
    looked = {one.stock_id: Stock.objects.get(pk=one.stock_id).available for one in holds}
    _have_looked.wait()
    short = [one for one in holds if looked[one.stock_id] < one.quantity]
    if short:
        return short
    free = Stock.objects.filter(pk__in=looked)
    free.update(on_hand=F("on_hand") + 10**6)
    found = _real_hold(holds)
    free.update(on_hand=F("on_hand") - 10**6)
    return found


stock.hold = hold
# The early look would turn away those for whom the others wait.
quoted.QuoteLine.is_short = False
