"""One port for all three, for their payers' browsers, and for the test that pulls the strings."""

import json
import threading
import time
import urllib.error
import urllib.request
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.provider.alipay import Alipay
from tests.provider.dialect import Answer, Call, as_json
from tests.provider.stripe import Stripe
from tests.provider.wechatpay import WechatPay

FAULTS = {
    "delay",
    "drop after capture",
    "duplicate",
    "reorder",
    "wrong amount",
    "bad signature",
    "stale timestamp",
    "5xx",
    "key rotation",
    "silence",
}


class Provider(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, told):
        super().__init__(("127.0.0.1", 0), Handler)
        origin = f"http://127.0.0.1:{self.server_port}"
        self.dialects = {
            "alipay": Alipay(told["alipay"], origin),
            "wechatpay": WechatPay(told["wechatpay"], origin),
            "stripe": Stripe(told["stripe"], origin),
        }
        self.faults: set[str] = set()
        self.delay = 0.0

    def callbacks(self, name, number):
        """What it tells of a trade now, faults included: (headers, body) in the order sent."""
        dialect = self.dialects[name]
        trade = dialect.books.find(number=number)
        told = [dialect.event(trade, self.faults)]
        if "reorder" in self.faults:
            told.append(dialect.event(trade, self.faults, state="pending"))
        return told * (3 if "duplicate" in self.faults else 1)

    def tell(self, name, number):
        """Over HTTP, as the real ones do; nothing hangs on it."""
        trade = self.dialects[name].books.find(number=number)
        for headers, body in self.callbacks(name, number):
            request = urllib.request.Request(trade.notify_url, body, headers)
            try:
                with urllib.request.urlopen(request, timeout=5):
                    pass
            except (urllib.error.URLError, OSError):
                continue


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Provider

    def serve(self):
        length = int(self.headers.get("Content-Length") or 0)
        call = Call(self.command, self.path, self.headers, self.rfile.read(length))
        if call.path.startswith("/control/"):
            return self._send(self._control(call))
        if call.path.startswith("/cashier/"):
            return self._send(self._cashier(call))
        faults = self.server.faults
        if "delay" in faults:
            time.sleep(self.server.delay)
        if "5xx" in faults:
            return self._send(Answer(502, b"Bad Gateway"))
        dialects = self.server.dialects.values()
        dialect = next((one for one in dialects if call.path.startswith(one.prefix)), None)
        answer = dialect.answer(call, faults) if dialect else Answer(404)
        if "drop after capture" in faults:
            # It has acted, and nobody hears of it.
            self.close_connection = True
            return None
        return self._send(answer)

    def _control(self, call: Call) -> Answer:
        asked = json.loads(call.body)
        act = call.path.removeprefix("/control/")
        if act == "faults":
            self.server.faults = set(asked["faults"]) & FAULTS
            self.server.delay = asked["delay"]
            return as_json(200, {})
        name, number = asked["provider"], asked["number"]
        if act == "pay":
            return as_json(200, {"paid": self.server.dialects[name].books.pay(number)})
        if act == "refunds":
            return as_json(200, self.server.dialects[name].books.find(number=number).refunds)
        if act == "tell":
            self.server.tell(name, number)
            return as_json(200, {})
        told = self.server.callbacks(name, number)
        return as_json(200, [[head, b64encode(body).decode()] for head, body in told])

    def _cashier(self, call: Call) -> Answer:
        """The payer's page: shown by GET, paid by POST, which leads back to the shop."""
        _, _, name, number = call.path.split("/")
        if name == "stripe-page":
            return self.server.dialects["stripe"].cashier(number)
        books = self.server.dialects[name].books
        books.pay(number)
        if "silence" not in self.server.faults:
            threading.Thread(target=self.server.tell, args=(name, number), daemon=True).start()
        return Answer(303, b"", {"Location": books.find(number=number).return_url})

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *args):
        """The test says what went wrong."""


for method in ("GET", "POST"):
    setattr(Handler, f"do_{method}", Handler.serve)
