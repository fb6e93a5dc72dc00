"""The web process with its guard against overselling taken out: the negative control."""

import time

from django.db.models import F

from rednote.wsgi import application
from shop.models import Stock
from shop.services import stock

PAUSE = 0.02
__all__ = ["application"]

_real_hold = stock.hold


def hold(holds):
    """Look, wait, write: what everybody writes who has not read the stock protocol."""
    looked = {one.stock_id: Stock.objects.get(pk=one.stock_id).available for one in holds}
    time.sleep(PAUSE)
    short = [one for one in holds if looked[one.stock_id] < one.quantity]
    if short:
        return short
    free = Stock.objects.filter(pk__in=looked)
    free.update(on_hand=F("on_hand") + 10**6)
    found = _real_hold(holds)
    free.update(on_hand=F("on_hand") - 10**6)
    return found


stock.hold = hold
