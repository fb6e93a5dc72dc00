"""What the shop may be told: days, shares, and who takes the money."""

from typing import Any

import environ

from rednote import embedded
from rednote.settings import days, gateways


def settings(env: environ.Env) -> dict[str, Any]:
    return {
        # Where the demo's provider keeps its books, apart from the shop's database.
        "TEST_PROVIDER_FILE": env(
            "TEST_PROVIDER_FILE", default=str(embedded.VAR / "test-provider.sqlite3")
        ),
        "PAYMENT_MINUTES": 15,
        "REFERRAL_DAYS": 7,
        **days.ORDERS,
        # Who is asked where parcels are: "simulator" makes it up for the demo, "none" asks nobody.
        "TRACKER": env("TRACKER", default="simulator"),
        # What the platform keeps of the goods that a buyer pays, in basis points; 0: nothing.
        "PLATFORM_FEE_BP": env.int("PLATFORM_FEE_BP", default=0),
        # The creator's share of what a marketplace pays for an order that a note led to.
        "MARKETPLACE_SHARE_BP": env.int("MARKETPLACE_SHARE_BP", default=7000),
        # Hosts allowed for outbound offers beside the built-in ones.
        "OUTBOUND_HOSTS": env.list("OUTBOUND_HOSTS", default=[]),
        **gateways.settings(env),
    }
