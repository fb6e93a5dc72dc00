"""After-sales: a buyer's case about one line, from asking to money, goods or an end.

`asking` is what buyers do, `answering` what the store does and `ruling` what the platform does;
`settling` moves money and goods, `deadlines` acts for those who say nothing.
"""
