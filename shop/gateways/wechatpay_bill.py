"""WeChat Pay's bill of a day: CSV, each value behind a backquote, the sums at the end."""

import csv
import hashlib
from collections.abc import Iterator

from shop.gateways import amounts
from shop.gateways.base import Trade, TradeState, Verdict


def captures(sheet: bytes, *, digest: str) -> Iterator[Trade]:
    """The captures on it.

    :param digest: SHA-1 of the sheet as the signed answer gave it
    :raises ValueError: if it is another sheet
    """
    # What WeChat Pay sends; it stands in an answer that is signed with SHA-256.
    if hashlib.sha1(sheet, usedforsecurity=False).hexdigest() != digest.lower():
        raise ValueError("The bill was changed on its way.")
    for row in csv.DictReader(sheet.decode("utf-8-sig").splitlines()):
        told = {key: (value or "").strip().lstrip("`") for key, value in row.items() if key}
        if told.get("交易状态") == "SUCCESS":
            yield Trade(
                Verdict.OK,
                TradeState.CAPTURED,
                told["商户订单号"],
                told["微信订单号"],
                amounts.minor(told["订单金额"]),
                told["货币种类"],
                told["商户号"],
                told["公众账号ID"],
            )
