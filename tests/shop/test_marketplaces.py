"""Where the ways out may lead, tried with everything that has fooled a parser."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shop import marketplaces
from tests.shop import browser_url

GOOD = {
    "tmall": ["https://detail.tmall.com/item.htm?id=1&skuId=2"],
    "taobao": [
        "https://item.taobao.com/item.htm?id=5",
        "https://s.click.taobao.com/t?e=m%3D2%26s%3D9",
        "https://uland.taobao.com/coupon/edetail?e=abc",
        "https://m.tb.cn/h.abcDEF",
    ],
    "jd": [
        "https://item.jd.com/100012043978.html",
        "https://item.m.jd.com/product/1.html",
        "https://union-click.jd.com/jdc?e=&p=AyIG&to=https%3A%2F%2Fitem.jd.com%2F1.html",
        "https://u.jd.com/abc",
    ],
}
HOSTILE = [
    "https://evil.example\\@detail.tmall.com/",
    "https://evil.example\\.detail.tmall.com/",
    "https:\\\\detail.tmall.com\\@evil.example/",
    "https://detail.tmall.com@evil.example/",
    "https://user:word@detail.tmall.com/",
    "https://@detail.tmall.com/",
    "https://detail.tmall.com:443/",
    "https://detail.tmall.com:8443/",
    "https://detail.tmall.com:@evil.example/",
    "https://detail.tmall.com./",
    "https://detail.tmall.com\u3002/",
    "https://detail.tmall.com.evil.example/",
    "https://evil-detail.tmall.com/",
    "https://tmall.com/",
    "https://xn--detail-tmall.com/",
    "https://d\u0435tail.tmall.com/",
    "https://detail\u2024tmall.com.evil.example/",
    "https://evil.example\uff0fdetail.tmall.com/",
    "https://evil.example\u2100.detail.tmall.com/",
    "https://detail.tmall.com\uff0f@evil.example/",
    "https://detail.tmall.com%2eevil.example/",
    "https://detail.tmall.com%00.evil.example/",
    "https://detail.tmall.com\x00.evil.example/",
    "https://detail.tmall.com\t.evil.example/",
    "https://detail.tmall\n.com/",
    " https://detail.tmall.com/",
    "https://detail.tmall.com/\u202egpj.exe",
    "https://detail.tmall.com/\u200b",
    "https://detail.tmall.com/a b",
    "https://detail.tmall.com/%0d%0aLocation:%20https://evil.example",
    "https://detail.tmall.com//evil.example/",
    "https:/detail.tmall.com/",
    "https:detail.tmall.com/",
    "https:///detail.tmall.com/",
    "https:////evil.example/",
    "//detail.tmall.com/",
    "/detail.tmall.com/",
    "http://detail.tmall.com/",
    "ftp://detail.tmall.com/",
    "javascript:alert(1)//https://detail.tmall.com/",
    "data:text/html,https://detail.tmall.com/",
    "https://[::1]/",
    "https://127.0.0.1/",
    "https://detail.tmall.com/?to=https://evil.example/",
    "https://detail.tmall.com/?to=https%3A%2F%2Fevil.example%2F",
    "https://detail.tmall.com/?to=https%253A%252F%252Fevil.example%252F",
    "https://detail.tmall.com/?to=%2F%2Fevil.example",
    "https://detail.tmall.com/?to=%5C%5Cevil.example",
    "https://detail.tmall.com/?to=http:evil.example",
    "https://detail.tmall.com/?to=https://detail.tmall.com@evil.example",
    "https://detail.tmall.com/?to=javascript:alert(1)",
    "https://detail.tmall.com/redirect/https://evil.example/",
    "https://item.jd.com/1.html",
    "",
    "https://detail.tmall.com/" + "a" * 500,
]


@pytest.mark.parametrize(("marketplace", "url"), [(m, u) for m, us in GOOD.items() for u in us])
def test_an_address_of_the_list_stays_as_it_is(marketplace, url):
    assert marketplaces.checked(url, marketplace) == url


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_address_is_refused(url):
    with pytest.raises(marketplaces.UnsafeAddress) as refusal:
        marketplaces.checked(url, "tmall")
    assert refusal.value.field == "url"
    assert refusal.value.message


@pytest.mark.parametrize(
    ("given_url", "kept"),
    [
        ("HTTPS://DETAIL.TMALL.COM/item.htm?id=1", "https://detail.tmall.com/item.htm?id=1"),
        ("https://\uff44etail.tmall.com/item.htm", "https://detail.tmall.com/item.htm"),
        ("https://detail.tmall.com", "https://detail.tmall.com/"),
        ("https://detail.tmall.com/#//evil.example", "https://detail.tmall.com/"),
        ("https://detail.tmall.com/茶?q=杯", "https://detail.tmall.com/%E8%8C%B6?q=%E6%9D%AF"),
    ],
)
def test_an_address_is_kept_in_its_one_safe_form(given_url, kept):
    assert marketplaces.checked(given_url, "tmall") == kept
    assert marketplaces.checked(kept, "tmall") == kept


def test_each_marketplace_has_its_own_hosts():
    for marketplace, urls in GOOD.items():
        for other in {"tmall", "taobao", "jd"} - {marketplace}:
            if {marketplace, other} == {"tmall", "taobao"}:
                continue
            for url in urls:
                with pytest.raises(marketplaces.UnsafeAddress):
                    marketplaces.checked(url, other)


def test_a_setting_adds_hosts():
    url = "https://detail.tmall.hk/item.htm?id=1"
    with pytest.raises(marketplaces.UnsafeAddress):
        marketplaces.checked(url, "tmall")

    assert marketplaces.checked(url, "tmall", more_hosts=["tmall:detail.tmall.hk"]) == url
    assert marketplaces.checked(url, "tmall", more_hosts=["detail.tmall.hk"]) == url
    with pytest.raises(marketplaces.UnsafeAddress):
        marketplaces.checked(url, "jd", more_hosts=["tmall:detail.tmall.hk"])


_PIECES = st.sampled_from(
    ["https:", "http:", "/", "//", "\\", "@", ":", "?", "#", "%2f", "%5c", "%40", ".", "\t", "\x00"]
    + ["evil.example", "detail.tmall.com", "tmall.com", "\uff0f", "\u3002", "\uff20", "443", "to="]
    + ["\u2100", "xn--", "a", "&", ";", " ", "[", "]", "\u00ad", "\u200d", "javascript:"]
)
_ADDRESSES = st.one_of(
    st.lists(_PIECES, max_size=14).map("".join),
    st.lists(_PIECES, max_size=8).map(lambda parts: "https://" + "".join(parts)),
    st.lists(_PIECES, max_size=8).map(lambda parts: "https://detail.tmall.com" + "".join(parts)),
    st.text(max_size=40).map(lambda text: f"https://detail.tmall.com{text}"),
)


@settings(max_examples=1500, deadline=None)
@given(_ADDRESSES)
@example("https://evil.example\\@detail.tmall.com/")
def test_whatever_is_accepted_leads_a_browser_to_the_marketplace(address):
    try:
        kept = marketplaces.checked(address, "tmall")
    except marketplaces.UnsafeAddress:
        return
    assert browser_url.host(kept) == "detail.tmall.com"
    assert browser_url.host(address) == "detail.tmall.com"
    assert (
        "evil.example" not in kept.replace("https://detail.tmall.com", "") or "//" not in kept[8:]
    )
    assert marketplaces.checked(kept, "tmall") == kept


def test_the_comparing_parser_sees_what_a_careless_one_does_not():
    assert browser_url.host("https://evil.example\\@detail.tmall.com/") == "evil.example"
    assert browser_url.host("https:\\\\evil.example/") == "evil.example"


def test_our_mark_goes_only_into_the_field_that_the_provider_has_for_it():
    union = "https://union-click.jd.com/jdc?p=AyIG&subUnionId=old"

    assert marketplaces.with_sub_id(union, "new") == (
        "https://union-click.jd.com/jdc?p=AyIG&subUnionId=new"
    )
    assert marketplaces.with_sub_id("https://item.jd.com/1.html", "new") == (
        "https://item.jd.com/1.html"
    )
    assert marketplaces.sub_id_field("https://u.jd.com/abc") is None


def test_the_way_out_is_open_for_ten_minutes_and_for_one_offer(time_machine):
    time_machine.move_to("2026-05-01T04:00:00Z", tick=False)
    token = marketplaces.leave_token("abc")

    assert marketplaces.is_fresh("abc", token)
    assert not marketplaces.is_fresh("abd", token)
    assert not marketplaces.is_fresh("abc", token[:-1] + "x")
    assert not marketplaces.is_fresh("abc", "")
    time_machine.shift(marketplaces.LEAVE_SECONDS + 1)
    assert not marketplaces.is_fresh("abc", token)
