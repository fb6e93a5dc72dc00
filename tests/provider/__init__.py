"""A payment provider that is nobody's: Alipay, WeChat Pay and Stripe on one loopback port.

It speaks their protocols with keys of its own making, checks what we sign, keeps books of its own,
and fails as it is told to.
"""
