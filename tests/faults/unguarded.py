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

_real_claim = stock.claim
_have_looked = threading.Barrier(TOGETHER, timeout=30)


def claim(wanted):
    """Look, wait, write: what everybody writes who has not read the stock protocol."""
    looked = {one.stock.pk: Stock.objects.get(pk=one.stock.pk).available for one in wanted}
    _have_looked.wait()
    short = [one for one in wanted if looked[one.stock.pk] < one.quantity]
    if short:
        return short
    free = Stock.objects.filter(pk__in=looked)
    free.update(on_hand=F("on_hand") + 10**6)
    found = _real_claim(wanted)
    free.update(on_hand=F("on_hand") - 10**6)
    return found


stock.claim = claim
# The early look would turn away those for whom the others wait.
quoted.QuoteLine.is_short = False
