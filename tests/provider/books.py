"""What the provider knows: trades, and what went back of them."""

import itertools
import threading
import time
from dataclasses import dataclass, field


@dataclass
class Trade:
    number: str
    trade_id: str
    amount: int
    currency: str
    subject: str = ""
    return_url: str = ""
    notify_url: str = ""
    expires_at: float = float("inf")
    state: str = "pending"
    opened_at: float = field(default_factory=time.time)
    refunds: dict[str, int] = field(default_factory=dict)


class Books:
    """One provider's trades by our number. All of it survives only as long as the process."""

    def __init__(self, prefix: str):
        self.prefix = prefix
        self.trades: dict[str, Trade] = {}
        self.lock = threading.RLock()
        self.counter = itertools.count(int(time.time() * 1000))

    def open(self, number: str, **facts) -> Trade:
        """A trade of this number; one that is known stays as it was opened."""
        with self.lock:
            if number not in self.trades:
                trade_id = f"{self.prefix}{next(self.counter)}"
                self.trades[number] = Trade(number, trade_id, **facts)
            return self.trades[number]

    def find(self, *, number: str = "", trade_id: str = "") -> Trade | None:
        if number:
            return self.trades.get(number)
        return next((one for one in self.trades.values() if one.trade_id == trade_id), None)

    def pay(self, number: str) -> bool:
        with self.lock:
            trade = self.trades.get(number)
            if trade is None or trade.state != "pending" or trade.expires_at < time.time():
                return False
            trade.state = "captured"
            return True

    def close(self, number: str) -> Trade | None:
        with self.lock:
            trade = self.trades.get(number)
            if trade and trade.state == "pending":
                trade.state = "closed"
            return trade

    def refund(self, number: str, request: str, amount: int) -> str:
        """ "moved", "known" (this very request was done before) or "refused"."""
        with self.lock:
            trade = self.trades.get(number)
            if trade is None or trade.state != "captured":
                return "refused"
            if request in trade.refunds:
                return "known"
            if sum(trade.refunds.values()) + amount > trade.amount:
                return "refused"
            trade.refunds[request] = amount
            return "moved"

    def refunded(self, request: str) -> Trade | None:
        return next((one for one in self.trades.values() if request in one.refunds), None)

    def captured(self) -> list[Trade]:
        return [one for one in self.trades.values() if one.state == "captured"]
