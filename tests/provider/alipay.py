"""Alipay's side: forms in, JSON out, both signed with RSA2."""

import io
import json
import time
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import urlencode

from tests.provider.books import Books
from tests.provider.dialect import Answer, Call, page, told_amount
from tests.provider.signing import Keys, is_signed, sign

BEIJING = timezone(timedelta(hours=8))
STATES = {"pending": "WAIT_BUYER_PAY", "captured": "TRADE_SUCCESS", "closed": "TRADE_CLOSED"}
GONE = {"code": "40004", "msg": "Business Failed", "sub_code": "ACQ.TRADE_NOT_EXIST"}
STAMP = "%Y-%m-%d %H:%M:%S"


class Alipay:
    prefix = "/alipay/"

    def __init__(self, told, origin):
        self.told, self.origin = told, origin
        self.books, self.keys = Books("2026"), Keys()

    def answer(self, call: Call, faults) -> Answer:
        if call.path.endswith("/bill"):
            return self._bill()
        params = call.form if call.method == "POST" else call.query
        signature = params.pop("sign", "")
        message = "&".join(f"{key}={value}" for key, value in sorted(params.items()))
        is_ours = params.get("app_id") == self.told["app_id"]
        if not is_ours or not is_signed(self.told["public_key"], message, signature):
            return _plain(
                {"error_response": {"code": "40002", "sub_code": "isv.invalid-signature"}}
            )
        name = params["method"]
        if name == "alipay.trade.page.pay":
            return self._cashier(params)
        said = getattr(self, name.replace(".", "_"))(json.loads(params["biz_content"]), faults)
        content = json.dumps(said, ensure_ascii=False)
        signature = sign(self.keys.now(faults), content)
        body = f'{{"{name.replace(".", "_")}_response":{content},"sign":"{signature}"}}'
        return Answer(200, body.encode(), {"Content-Type": "text/html;charset=utf-8"})

    def _cashier(self, params) -> Answer:
        """The payer has come: only now there is a trade."""
        asked = json.loads(params["biz_content"])
        expires = datetime.strptime(asked["time_expire"], STAMP).replace(tzinfo=BEIJING)
        if expires < datetime.now(UTC):
            return page("Too late")
        trade = self.books.open(
            asked["out_trade_no"],
            amount=_fen(asked["total_amount"]),
            currency="CNY",
            subject=asked["subject"],
            return_url=params["return_url"],
            notify_url=params["notify_url"],
            expires_at=expires.timestamp(),
        )
        return page(asked["subject"], f"/cashier/alipay/{trade.number}")

    def alipay_trade_query(self, asked, faults):
        trade = self.books.find(number=asked["out_trade_no"])
        return self._facts(trade, faults) if trade else GONE

    def alipay_trade_close(self, asked, faults):
        trade = self.books.close(asked["out_trade_no"])
        if trade is None:
            return GONE
        if trade.state != "closed":
            return {"code": "40004", "sub_code": "ACQ.TRADE_STATUS_ERROR"}
        return {"code": "10000", "out_trade_no": trade.number, "trade_no": trade.trade_id}

    def alipay_trade_refund(self, asked, faults):
        amount = _fen(asked["refund_amount"])
        done = self.books.refund(asked["out_trade_no"], asked["out_request_no"], amount)
        if done == "refused":
            return {"code": "40004", "sub_code": "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"}
        return {"code": "10000", "fund_change": "Y" if done == "moved" else "N"}

    def alipay_trade_fastpay_refund_query(self, asked, faults):
        if self.books.refunded(asked["out_request_no"]):
            return {"code": "10000", "refund_status": "REFUND_SUCCESS"}
        return {"code": "10000", "msg": "Success"}

    def alipay_data_dataservice_bill_downloadurl_query(self, asked, faults):
        return {"code": "10000", "bill_download_url": f"{self.origin}/alipay/bill"}

    def event(self, trade, faults, *, state=""):
        """A callback: headers and body."""
        sent = time.time() - (400 if "stale timestamp" in faults else 0)
        state = state or trade.state
        told = {
            "notify_id": f"n{trade.trade_id}{state}",
            "notify_time": datetime.fromtimestamp(sent, BEIJING).strftime(STAMP),
            "notify_type": "trade_status_sync",
            "app_id": self.told["app_id"],
            "seller_id": self.told["seller_id"],
            "out_trade_no": trade.number,
            "trade_no": trade.trade_id,
            "total_amount": _yuan(told_amount(trade, faults)),
            "trade_status": STATES[state],
            "subject": trade.subject,
        }
        message = "&".join(f"{key}={value}" for key, value in sorted(told.items()))
        told |= {"sign_type": "RSA2", "sign": sign(self.keys.now(faults), message)}
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        return headers, urlencode(told).encode()

    def _facts(self, trade, faults):
        return {
            "code": "10000",
            "msg": "Success",
            "out_trade_no": trade.number,
            "trade_no": trade.trade_id,
            "total_amount": _yuan(told_amount(trade, faults)),
            "trade_status": STATES[trade.state],
        }

    def _bill(self) -> Answer:
        head = "支付宝交易号,商户订单号,业务类型,商品名称,订单金额（元）,商家实收（元）"
        rows = [
            f"{one.trade_id}\t,{one.number}\t,交易    ,{one.subject},{_yuan(one.amount)},0.00"
            for one in self.books.captured()
        ]
        text = "\r\n".join(["#支付宝业务明细查询", "#---", head, *rows, "#---"])
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as bill:
            bill.writestr("2088_业务明细.csv", text.encode("gb18030"))
            bill.writestr("2088_业务明细(汇总).csv", "#".encode("gb18030"))
        return Answer(200, packed.getvalue(), {"Content-Type": "application/zip"})


def _fen(yuan: str) -> int:
    whole, _, rest = yuan.partition(".")
    assert len(rest) == 2, yuan
    return int(whole) * 100 + int(rest)


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _plain(document) -> Answer:
    return Answer(200, json.dumps(document).encode(), {"Content-Type": "text/html"})
