"""Numbers, money and time as people of the reader's language write them. Pure but for the clock."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

SIGNS = {"CNY": "¥", "USD": "US$", "EUR": "€", "GBP": "£", "HKD": "HK$", "JPY": "JP¥"}
WITHOUT_MINOR = {"JPY", "KRW"}


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def money(minor: int, currency: str = "CNY", *, short: bool = False) -> str:
    """8850 → "¥88.50"; short drops ".00", for cards and chips."""
    scale = 1 if currency in WITHOUT_MINOR else 100
    whole, rest = divmod(abs(minor), scale)
    text = f"{whole:,}"
    if scale > 1 and not (short and rest == 0):
        text += f".{rest:02d}"
    sign = "-" if minor < 0 else ""
    mark = SIGNS.get(currency)
    return f"{sign}{mark}{text}" if mark else f"{sign}{text} {currency}"


def weight(grams: int) -> str:
    """1500 → "1.5 kg", 250 → "250 g"."""
    return f"{grams / 1000:g} kg" if grams >= 1000 else f"{grams} g"


def compact(number: int) -> str:
    """12345 → "1.2万" or "12.3k"; cut, never rounded up, so that 9,999 is not yet 万."""
    steps = ((10**8, "亿"), (10**4, "万")) if is_chinese() else ((10**6, "M"), (10**3, "k"))
    for size, unit in steps:
        if number >= size:
            tenths = number * 10 // size
            whole, tenth = divmod(tenths, 10)
            return f"{whole}.{tenth}{unit}" if tenth and whole < 100 else f"{whole}{unit}"
    return str(number)


def exact(moment: datetime.datetime) -> str:
    """2026-05-01 12:00, in the site's time."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def ago(moment: datetime.datetime, *, now: datetime.datetime | None = None) -> str:
    """How long since (or until) this moment: "5 min ago", "in 3 h"; a date after a week."""
    now = now or timezone.now()
    seconds = int((now - moment).total_seconds())
    if abs(seconds) < 60:
        return _("just now")
    if abs(seconds) < 7 * 86400:
        return _past(seconds) if seconds > 0 else _ahead(-seconds)
    return _date(timezone.localtime(moment), timezone.localtime(now))


def _past(seconds: int) -> str:
    if seconds < 3600:
        return _("%(n)d min ago") % {"n": seconds // 60}
    if seconds < 86400:
        return _("%(n)d h ago") % {"n": seconds // 3600}
    return _("%(n)d d ago") % {"n": seconds // 86400}


def _ahead(seconds: int) -> str:
    if seconds < 3600:
        return _("in %(n)d min") % {"n": seconds // 60}
    if seconds < 86400:
        return _("in %(n)d h") % {"n": seconds // 3600}
    return _("in %(n)d d") % {"n": seconds // 86400}


def _date(moment: datetime.datetime, now: datetime.datetime) -> str:
    if is_chinese():
        return f"{moment:%m-%d}" if moment.year == now.year else f"{moment:%Y-%m-%d}"
    return date_format(moment, "M j" if moment.year == now.year else "M j, Y")
