"""Every state machine of the shop as a table of (from, event) → to. Pure: no ORM.

The pairs that the database itself enforces (order group, payment, refund, payout) are written out
again in migrations; a test compares the two.
"""

from collections.abc import Mapping

Table = Mapping[tuple[str, str], str]

ORDER_GROUP: Table = {
    ("pending_payment", "capture_confirmed"): "paid",
    ("pending_payment", "cancel"): "closing",
    ("pending_payment", "expire"): "closing",
    ("closing", "gateway_closed"): "closed",
    ("closing", "capture_confirmed"): "paid",
}

STORE_ORDER: Table = {
    ("pending_payment", "pay"): "paid",
    ("pending_payment", "close"): "closed",
    ("paid", "ship_part"): "partly_shipped",
    ("paid", "ship"): "shipped",
    ("partly_shipped", "ship"): "shipped",
    ("shipped", "receive"): "received",
    ("received", "complete"): "completed",
    ("paid", "refund_all"): "refunded",
    ("partly_shipped", "refund_all"): "refunded",
    ("shipped", "refund_all"): "refunded",
    ("received", "refund_all"): "refunded",
}

PAYMENT: Table = {
    ("created", "open"): "opening",
    ("opening", "opened"): "pending",
    ("opening", "lost"): "unknown",
    ("pending", "lost"): "unknown",
    ("unknown", "found_pending"): "pending",
    **{
        (state, "capture"): "captured"
        for state in ("created", "opening", "pending", "unknown", "failed", "closed")
    },
    **{(state, "fail"): "failed" for state in ("opening", "pending", "unknown")},
    **{(state, "close"): "closed" for state in ("created", "opening", "pending", "unknown")},
    ("captured", "refund_part"): "partly_refunded",
    ("captured", "refund_all"): "refunded",
    ("partly_refunded", "refund_part"): "partly_refunded",
    ("partly_refunded", "refund_all"): "refunded",
}

REFUND: Table = {
    ("requested", "approve"): "approved",
    ("approved", "submit"): "submitting",
    ("submitting", "succeed"): "succeeded",
    ("submitting", "fail"): "failed",
    ("submitting", "lose"): "unknown",
    ("unknown", "submit"): "submitting",
    ("unknown", "succeed"): "succeeded",
    ("unknown", "fail"): "failed",
}

# Beside what docs/shop.md calls the plain way stand three ends for those who say nothing:
# a store silent after shipping (`pass_on`), a buyer silent after a refusal, and a store that
# never sends the replacement (both `lapse`). So no case stays open for ever. A buyer withdraws
# while the goods are not on their way back.
AFTER_SALE: Table = {
    ("applied", "agree_refund"): "refunding",
    ("applied", "agree_return"): "awaiting_return",
    ("applied", "reject"): "rejected",
    ("applied", "pass_on"): "platform_review",
    ("rejected", "revise"): "applied",
    ("rejected", "escalate"): "platform_review",
    ("rejected", "lapse"): "closed",
    ("platform_review", "order_return"): "awaiting_return",
    ("platform_review", "order_refund"): "refunding",
    ("platform_review", "dismiss"): "closed",
    ("awaiting_return", "send_back"): "return_shipped",
    ("awaiting_return", "lapse"): "closed",
    ("return_shipped", "accept_refund"): "refunding",
    ("return_shipped", "accept_exchange"): "reshipping",
    ("return_shipped", "refuse"): "platform_review",
    ("refunding", "settle"): "done",
    ("reshipping", "settle"): "done",
    ("reshipping", "lapse"): "refunding",
    **{
        (state, "withdraw"): "closed"
        for state in ("applied", "rejected", "platform_review", "awaiting_return")
    },
}

STOCK_HOLD: Table = {
    ("held", "commit"): "committed",
    ("held", "release"): "released",
    ("committed", "ship"): "shipped",
    ("committed", "release"): "released",
}

PAYOUT: Table = {
    ("proposed", "send"): "sent",
    ("proposed", "fail"): "failed",
    ("sent", "fail"): "failed",
}

# What a provider's reports say of a line; an older report never takes back a newer one.
MARKET_ORDER: Table = {
    ("estimated", "settle"): "settled",
    ("estimated", "refund"): "refunded",
    ("settled", "refund"): "refunded",
}


def target(table: Table, state: str, event: str) -> str | None:
    """Where an event leads from a state; None where it leads nowhere."""
    return table.get((state, event))


def pairs(table: Table) -> frozenset[tuple[str, str]]:
    """All (from, to) pairs of a table, as the database's trigger knows them."""
    return frozenset((state, to) for (state, _), to in table.items())
