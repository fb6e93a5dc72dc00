"""Stripe's side: forms in, JSON out, a key in the head, webhooks under an HMAC."""

import hashlib
import hmac
import json
import time

from tests.provider.books import Books
from tests.provider.dialect import Answer, Call, as_json, page, told_amount

STATES = {
    "pending": ("open", "unpaid"),
    "captured": ("complete", "paid"),
    "closed": ("expired", "unpaid"),
}
TYPES = {"captured": "completed", "closed": "expired", "pending": "completed"}


class Stripe:
    prefix = "/v1/"

    def __init__(self, told, origin):
        self.told, self.origin = told, origin
        self.books = Books("cs_test_")

    def answer(self, call: Call, faults) -> Answer:
        if call.headers.get("Authorization") != f"Bearer {self.told['secret_key']}":
            return _wrong(401, "Invalid API Key")
        place = call.path.removeprefix("/v1/")
        if place == "refunds":
            return self._refund(call) if call.method == "POST" else self._refunds(call)
        if place == "checkout/sessions":
            return self._open(call) if call.method == "POST" else self._list(call, faults)
        trade_id, _, act = place.removeprefix("checkout/sessions/").partition("/")
        trade = self.books.find(trade_id=trade_id)
        if trade is None:
            return _wrong(404, "No such session")
        if act == "expire" and self.books.close(trade.number).state != "closed":
            return _wrong(400, "Only open sessions can be expired")
        return as_json(200, self._facts(trade, faults))

    def _open(self, call: Call) -> Answer:
        form = call.form
        assert call.headers["Idempotency-Key"] == form["client_reference_id"]
        trade = self.books.open(
            form["client_reference_id"],
            amount=int(form["line_items[0][price_data][unit_amount]"]),
            currency=form["line_items[0][price_data][currency]"],
            subject=form["line_items[0][price_data][product_data][name]"],
            return_url=form["success_url"],
            notify_url=self.told["notify_url"],
        )
        return as_json(200, self._facts(trade, ()))

    def cashier(self, trade_id: str) -> Answer:
        trade = self.books.find(trade_id=trade_id)
        if trade is None or trade.state != "pending":
            return page("This session has ended")
        return page(trade.subject, f"/cashier/stripe/{trade.number}")

    def _list(self, call: Call, faults) -> Answer:
        newest = sorted(self.books.trades.values(), key=lambda one: -one.opened_at)
        query = call.query
        kept = [one for one in newest if one.opened_at >= int(query.get("created[gte]", 0))]
        if query.get("status") == "complete":
            kept = [one for one in kept if one.state == "captured"]
        rows = [self._facts(one, faults) for one in kept]
        return as_json(200, _listed(rows, "/v1/checkout/sessions", query))

    def _refund(self, call: Call) -> Answer:
        form = call.form
        number = form["payment_intent"].removeprefix("pi_")
        request = form["metadata[out_request_no]"]
        assert call.headers["Idempotency-Key"] == request
        if self.books.refund(number, request, int(form["amount"])) == "refused":
            return _wrong(400, "Refund amount is greater than the charge")
        return as_json(200, _refund(request))

    def _refunds(self, call: Call) -> Answer:
        trade = self.books.find(number=call.query["payment_intent"].removeprefix("pi_"))
        rows = [_refund(request) for request in (trade.refunds if trade else ())]
        return as_json(200, _listed(rows, "/v1/refunds", call.query))

    def event(self, trade, faults, *, state=""):
        """A webhook: headers and body."""
        state = state or trade.state
        body = json.dumps(
            {
                "id": f"evt_{trade.trade_id}_{state}",
                "object": "event",
                "type": f"checkout.session.{TYPES[state]}",
                "data": {"object": self._facts(trade, faults, state)},
            }
        )
        stamp = int(time.time()) - (400 if "stale timestamp" in faults else 0)
        name = "new" if "key rotation" in faults else "old"
        secret = "of somebody else" if "bad signature" in faults else self.told["webhook"][name]
        seal = hmac.new(secret.encode(), f"{stamp}.{body}".encode(), hashlib.sha256).hexdigest()
        head = {"Content-Type": "application/json", "Stripe-Signature": f"t={stamp},v1={seal}"}
        return head, body.encode()

    def _facts(self, trade, faults, state="") -> dict:
        status, paid = STATES[state or trade.state]
        return {
            "id": trade.trade_id,
            "object": "checkout.session",
            "amount_total": told_amount(trade, faults),
            "client_reference_id": trade.number,
            "currency": trade.currency,
            "livemode": False,
            "payment_intent": f"pi_{trade.number}" if status == "complete" else None,
            "payment_status": paid,
            "status": status,
            "url": f"{self.origin}/cashier/stripe-page/{trade.trade_id}",
        }


def _refund(request: str) -> dict:
    metadata = {"out_request_no": request}
    return {"id": f"re_{request}", "object": "refund", "status": "succeeded", "metadata": metadata}


def _listed(rows, url, query) -> dict:
    """A page of a list, after the row that was the last one."""
    ids = [row["id"] for row in rows]
    start = ids.index(query["starting_after"]) + 1 if "starting_after" in query else 0
    limit = int(query.get("limit", 10))
    kept = rows[start : start + limit]
    more = len(rows) > start + limit
    return {"object": "list", "url": url, "has_more": more, "data": kept}


def _wrong(status: int, message: str) -> Answer:
    return as_json(status, {"error": {"type": "invalid_request_error", "message": message}})
