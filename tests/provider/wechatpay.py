"""WeChat Pay's side: JSON in and out, every call and answer signed, callbacks encrypted."""

import gzip
import hashlib
import json
import re
import secrets
import time
from base64 import b64encode

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.provider.books import Books
from tests.provider.dialect import Answer, Call, as_json, told_amount
from tests.provider.signing import Keys, is_signed, sign

STATES = {"pending": "NOTPAY", "captured": "SUCCESS", "closed": "CLOSED"}
SERIALS = {"old": "PUB_KEY_ID_1", "new": "PUB_KEY_ID_2"}
TRADE = re.compile(r"/v3/pay/transactions/out-trade-no/(\w+)(/close)?")
REFUND = re.compile(r"/v3/refund/domestic/refunds/(\w+)")
GONE = as_json(404, {"code": "ORDER_NOT_EXIST", "message": "no such order"})
NO_REFUND = as_json(404, {"code": "RESOURCE_NOT_EXISTS", "message": "no such refund"})


class WechatPay:
    prefix = "/v3/"

    def __init__(self, told, origin):
        self.told, self.origin = told, origin
        self.books, self.keys = Books("4200"), Keys()

    def answer(self, call: Call, faults) -> Answer:
        if call.path == "/v3/billdownload/file":
            return Answer(200, gzip.compress(self._sheet()), {"Content-Type": "application/gzip"})
        if not self._is_ours(call):
            return as_json(401, {"code": "SIGN_ERROR", "message": "not signed by the merchant"})
        found = self._answer(call, faults)
        if found.status < 300:
            found.headers |= self._signed(found.body.decode(), faults)
        return found

    def _answer(self, call: Call, faults) -> Answer:
        asked = json.loads(call.body) if call.body else {}
        if call.path == "/v3/pay/transactions/native":
            return self._open(asked)
        if call.path == "/v3/refund/domestic/refunds":
            return self._refund(asked)
        if call.path == "/v3/bill/tradebill":
            digest = hashlib.sha1(self._sheet(), usedforsecurity=False).hexdigest()
            url = f"{self.origin}/v3/billdownload/file?token=t"
            return as_json(200, {"download_url": url, "hash_type": "SHA1", "hash_value": digest})
        if found := REFUND.fullmatch(call.path):
            known = self.books.refunded(found[1])
            return as_json(200, {"status": "SUCCESS"}) if known else NO_REFUND
        number, close = TRADE.fullmatch(call.path).groups()
        trade = self.books.close(number) if close else self.books.find(number=number)
        if trade is None:
            return GONE
        if not close:
            return as_json(200, self._facts(trade, faults))
        if trade.state == "captured":
            return as_json(400, {"code": "ORDERPAID", "message": "paid"})
        return Answer(204)

    def _open(self, asked) -> Answer:
        trade = self.books.open(
            asked["out_trade_no"],
            amount=asked["amount"]["total"],
            currency=asked["amount"]["currency"],
            subject=asked["description"],
            notify_url=asked["notify_url"],
        )
        return as_json(200, {"code_url": f"weixin://wxpay/bizpayurl?pr={trade.trade_id}"})

    def _refund(self, asked) -> Answer:
        sums = asked["amount"]
        trade = self.books.find(number=asked["out_trade_no"])
        is_right = trade and sums["total"] == trade.amount
        number = asked["out_trade_no"]
        if not is_right or self.books.refund(number, asked["out_refund_no"], sums["refund"]) == (
            "refused"
        ):
            return as_json(403, {"code": "NOT_ENOUGH", "message": "too much"})
        return as_json(200, {"status": "SUCCESS"})

    def event(self, trade, faults, *, state=""):
        """A callback: headers and body."""
        state = state or trade.state
        nonce = secrets.token_hex(6)
        matter = json.dumps(self._facts(trade, faults, state)).encode()
        sealed = AESGCM(self.told["api_key"].encode()).encrypt(
            nonce.encode(), matter, b"transaction"
        )
        body = json.dumps(
            {
                "id": f"ev-{trade.trade_id}-{state}",
                "event_type": "TRANSACTION.SUCCESS",
                "resource_type": "encrypt-resource",
                "resource": {
                    "algorithm": "AEAD_AES_256_GCM",
                    "ciphertext": b64encode(sealed).decode(),
                    "associated_data": "transaction",
                    "nonce": nonce,
                },
            }
        )
        return {"Content-Type": "application/json"} | self._signed(body, faults), body.encode()

    def _signed(self, body: str, faults) -> dict[str, str]:
        stamp = str(int(time.time()) - (400 if "stale timestamp" in faults else 0))
        nonce = secrets.token_hex(8)
        return {
            "Wechatpay-Serial": SERIALS["new" if "key rotation" in faults else "old"],
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
            "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": sign(self.keys.now(faults), f"{stamp}\n{nonce}\n{body}\n"),
        }

    def _facts(self, trade, faults, state="") -> dict:
        state = state or trade.state
        facts = {
            "appid": self.told["app_id"],
            "mchid": self.told["merchant_id"],
            "out_trade_no": trade.number,
            "trade_state": STATES[state],
            "amount": {"total": told_amount(trade, faults), "currency": trade.currency},
        }
        return facts | ({"transaction_id": trade.trade_id} if state == "captured" else {})

    def _is_ours(self, call: Call) -> bool:
        kind, _, rest = call.headers.get("Authorization", "").partition(" ")
        told = dict(re.findall(r'(\w+)="([^"]*)"', rest))
        if kind != "WECHATPAY2-SHA256-RSA2048" or told.get("mchid") != self.told["merchant_id"]:
            return False
        parts = (call.method, call.target, told["timestamp"], told["nonce_str"], call.body.decode())
        message = "".join(f"{part}\n" for part in parts)
        return is_signed(self.told["public_key"], message, told["signature"])

    def _sheet(self) -> bytes:
        head = "交易时间,公众账号ID,商户号,微信订单号,商户订单号,交易状态,货币种类,订单金额"
        rows = [
            f"`2026-11-22 12:00:00,`{self.told['app_id']},`{self.told['merchant_id']},"
            f"`{one.trade_id},`{one.number},`SUCCESS,`{one.currency},"
            f"`{one.amount // 100}.{one.amount % 100:02d}"
            for one in self.books.captured()
        ]
        return "\r\n".join([head, *rows, "总交易单数,应结订单总金额", "`1,`88.00"]).encode()
