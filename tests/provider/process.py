"""The provider as a process of its own, and the strings that a test pulls."""

import json
import subprocess
import sys
import urllib.request
from base64 import b64decode

from tests.provider.signing import bare, new_key, private_pem, public_pem
from tests.provider.wechatpay import SERIALS

NAMES = ("alipay", "wechatpay", "stripe")
API_KEY = "0123456789abcdef0123456789abcdef"
STRIPE_SECRET = "sk_test_loopback"
WEBHOOK = {"old": "whsec_old", "new": "whsec_new"}
NOTIFY = "/api/v1/payments/stripe/callback"


class ProviderProcess:
    """Started with keys of the merchant's that are as fresh as its own."""

    def __init__(self, site_url="http://localhost:8000"):
        self.merchant = {name: new_key() for name in ("alipay", "wechatpay")}
        public = {name: public_pem(key) for name, key in self.merchant.items()}
        told = {
            "alipay": {"app_id": "2021", "seller_id": "2088", "public_key": public["alipay"]},
            "wechatpay": {
                "app_id": "wx1",
                "merchant_id": "1900",
                "api_key": API_KEY,
                "public_key": public["wechatpay"],
            },
            "stripe": {
                "secret_key": STRIPE_SECRET,
                "webhook": WEBHOOK,
                "notify_url": site_url + NOTIFY,
            },
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.provider"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.flush()
        said = json.loads(self.process.stdout.readline())
        self.origin, self.keys = f"http://127.0.0.1:{said['port']}", said["keys"]

    def stop(self):
        self.process.kill()
        self.process.communicate()

    def settings(self, *, names=NAMES):
        """What settings.SHOP is told of them."""
        alipay, wechatpay = (bare(private_pem(self.merchant[n])) for n in ("alipay", "wechatpay"))
        numbers = zip(SERIALS.values(), self.keys["wechatpay"], strict=True)
        return {
            "GATEWAYS": list(names),
            "GATEWAY_SECONDS": (1, 0.4),
            "ALIPAY": {
                "APP_ID": "2021",
                "SELLER_ID": "2088",
                "PRIVATE_KEY": alipay,
                "PUBLIC_KEYS": ",".join(self.keys["alipay"]),
                "BASE": f"{self.origin}/alipay/gateway.do",
            },
            "WECHATPAY": {
                "APP_ID": "wx1",
                "MERCHANT_ID": "1900",
                "CERTIFICATE_SERIAL": "5157F09EFDC096DE15EBE81A47057A72",
                "PRIVATE_KEY": wechatpay,
                "API_KEY": API_KEY,
                "PUBLIC_KEYS": ",".join(f"{number}={key}" for number, key in numbers),
                "BASE": self.origin,
            },
            "STRIPE": {
                "ACCOUNT_ID": "acct_1",
                "SECRET_KEY": STRIPE_SECRET,
                "WEBHOOK_SECRETS": ",".join(WEBHOOK.values()),
                "BASE": self.origin,
            },
        }

    def environment(self, *, names=NAMES):
        """The same, for a process that is started with it."""
        found = {"GATEWAYS": ",".join(names)}
        for name in NAMES:
            told = self.settings()[name.upper()]
            found |= {f"{name.upper()}_{key}": value for key, value in told.items()}
        return found

    def fail(self, *faults, delay=0.6):
        """From now on it fails like this; without words, it is well."""
        self._pull("faults", faults=faults, delay=delay)

    def pay(self, payment):
        """The payer comes, as the payment's address leads, and approves."""
        if payment.provider == "alipay" and payment.pay_url:
            urllib.request.urlopen(payment.pay_url, timeout=5).read()
        return self._pull("pay", provider=payment.provider, number=payment.out_trade_no)["paid"]

    def callbacks(self, payment):
        """What it would tell now: (headers, body) in the order sent."""
        told = self._pull("callbacks", provider=payment.provider, number=payment.out_trade_no)
        return [(head, b64decode(body)) for head, body in told]

    def refunds(self, payment):
        """What it has given back, by our numbers."""
        return self._pull("refunds", provider=payment.provider, number=payment.out_trade_no)

    def _pull(self, string, **asked):
        body = json.dumps(asked).encode()
        with urllib.request.urlopen(f"{self.origin}/control/{string}", body, timeout=10) as said:
            return json.load(said)
