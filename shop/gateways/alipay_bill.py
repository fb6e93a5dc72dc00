"""Alipay's bill of a day: a ZIP with a CSV in GBK, amounts in yuan, remarks behind "#"."""

import csv
import io
import zipfile
from collections.abc import Iterable
from urllib.parse import urlsplit

import requests
from django.conf import settings

from shop.gateways import amounts

# The hosts that hold bills, beside the one that is asked.
HOSTS = ".alipay.com"
MOST_BYTES = 200_000_000
Row = tuple[str, str, int]


def fetched(url: str, *, base: str) -> list[Row]:
    """The captures on the bill at this address: our number, theirs, minor units.

    :raises ValueError: if the address is nobody's that keeps bills
    """
    there, asked = urlsplit(url), urlsplit(base)
    is_theirs = there.scheme == "https" and (there.hostname or "").endswith(HOSTS)
    if not is_theirs and (there.scheme, there.netloc) != (asked.scheme, asked.netloc):
        raise ValueError("A bill is not kept there.")
    answer = requests.get(url, timeout=settings.SHOP["GATEWAY_SECONDS"], allow_redirects=False)
    answer.raise_for_status()
    return captures(answer.content)


def captures(packed: bytes) -> list[Row]:
    """The rows of the detailed sheet that took money."""
    with zipfile.ZipFile(io.BytesIO(packed)) as bill:
        # The other sheet holds the sums.
        (sheet,) = [one for one in bill.infolist() if "汇总" not in _name(one)]
        if sheet.file_size > MOST_BYTES:
            raise ValueError("A bill of this size is none.")
        text = bill.read(sheet).decode("gb18030")
    return list(_captures(line for line in text.splitlines() if not line.startswith("#")))


def _name(sheet: zipfile.ZipInfo) -> str:
    """Names in it are GBK too, though a ZIP takes them for another."""
    if sheet.flag_bits & 0x800:
        return sheet.filename
    return sheet.filename.encode("cp437").decode("gb18030", "replace")


def _captures(lines: Iterable[str]) -> Iterable[Row]:
    for row in csv.DictReader(lines):
        told = {(key or "").strip(): (value or "").strip() for key, value in row.items()}
        if told.get("业务类型") == "交易":
            number, trade = told["商户订单号"], told["支付宝交易号"]
            yield number, trade, amounts.minor(told["订单金额（元）"])
