"""How long each side of an order may take; every one has a sweep. docs/shop.md shows them all."""

ORDERS = {
    # A store promises to ship within so many hours; then it is late. After so many days the buyer
    # may cancel what was not shipped, and at last the site does.
    "SHIP_HOURS": 48,
    "UNSHIPPED_CANCEL_DAYS": 7,
    "UNSHIPPED_REFUND_DAYS": 30,
    # A shipped order counts as received: after delivery, or after shipping where nobody tells.
    "RECEIVE_DAYS_DELIVERED": 10,
    "RECEIVE_DAYS_SHIPPED": 15,
    # The days for complaints, after which balances become payable.
    "COMPLETE_DAYS": 7,
    # After-sales: the store's silence, the buyer's way to the post, the store's look at what came
    # back, the buyer's answer to a refusal, the store's way to the post with a replacement.
    "ANSWER_HOURS": 48,
    "RETURN_DAYS": 7,
    "INSPECT_DAYS": 10,
    "REJECTED_DAYS": 7,
    "RESHIP_DAYS": 7,
    "MOST_REVISIONS": 3,
}
