"""Money as providers write it, exactly; never by way of a float."""

import re

_DECIMAL = re.compile(r"(\d{1,13})(?:\.(\d{1,2}))?", re.ASCII)


def decimal(minor: int) -> str:
    """8800 → "88.00"."""
    return f"{minor // 100}.{minor % 100:02d}"


def minor(text: object) -> int:
    """ "88.00", "88.0" and "88" → 8800.

    :raises ValueError: if it is no amount, or finer than the smallest coin
    """
    found = _DECIMAL.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError("not an amount")
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def whole(value: object) -> int:
    """Minor units as a whole number of JSON.

    :raises ValueError: if it is none, or beyond all reason
    """
    if type(value) is not int or not 0 <= value < 10**15:
        raise ValueError("not an amount")
    return value
