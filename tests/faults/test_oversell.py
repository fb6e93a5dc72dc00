"""One hundred pieces, five hundred buyers, fifty connections, real web processes."""

import os
from collections import Counter

import pytest
from django.db import connection

from shop.models import OrderLine, Stock
from shop.services import audit
from tests.factories.shop import SkuFactory
from tests.faults.shop_site import ShopSite, crowd, sessions

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
PIECES, BUYERS = 100, 500
ROUNDS = int(os.environ.get("OVERSELL_ROUNDS", "20"))
LAST_GUARD = "stock_not_oversold"
# Without guards so many look before any of them writes: no part of the pieces.
TOGETHER = 3


def rush(site, buyers, sku, key):
    """Everybody wants one piece; how often each status was answered."""
    answers = crowd(site.port, buyers, lambda client, buyer: client.place(buyer, sku.pk, key))
    return Counter(status for status, _ in answers)


def _sell_out(site, rounds):
    """So many rounds, each with the same figures; no buyer may keep more than 20 orders unpaid."""
    for round_ in range(rounds):
        if round_ % 20 == 0:
            buyers = sessions(BUYERS, name=f"crowd{round_}x")
        sku = SkuFactory(on_hand=PIECES)
        seen = rush(site, buyers, sku, f"round-{round_}")

        assert seen == {201: PIECES, 409: BUYERS - PIECES}, round_
        assert Stock.objects.get(sku=sku).held == PIECES
        assert OrderLine.objects.filter(sku=sku).count() == PIECES


def test_exactly_what_there_is_is_sold(tmp_path):
    with ShopSite(tmp_path) as site:
        _sell_out(site, ROUNDS)
    assert audit.findings() == []


@pytest.mark.long
def test_exactly_what_there_is_is_sold_a_hundred_times(tmp_path):
    with ShopSite(tmp_path) as site:
        _sell_out(site, 100)
    assert audit.findings() == []


@pytest.fixture
def _without_the_last_guard():
    """The table as somebody might have made it who trusts the code alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [LAST_GUARD]
        )
        (definition,) = cursor.fetchone()
        cursor.execute(f"ALTER TABLE shop_stock DROP CONSTRAINT {LAST_GUARD}")
        yield
        cursor.execute("UPDATE shop_stock SET held = 0, committed = 0")
        cursor.execute(f"ALTER TABLE shop_stock ADD CONSTRAINT {LAST_GUARD} {definition}")


@pytest.mark.usefixtures("_without_the_last_guard")
def test_without_the_guards_the_same_rush_oversells(tmp_path):
    buyers, sku = sessions(BUYERS // TOGETHER * TOGETHER), SkuFactory(on_hand=PIECES)
    site = ShopSite(tmp_path, LOOK_TOGETHER=str(TOGETHER))
    command = site.web.command
    # Whoever meets is in one process; it has more threads than meet.
    command[-1] = "tests.faults.unguarded:application"
    command[command.index("--workers") + 1] = "1"
    with site:
        seen = rush(site, buyers, sku, "k")

    assert seen[201] > PIECES
    assert Stock.objects.get().held > PIECES
    assert "oversold" in {finding.question for finding in audit.findings()}
