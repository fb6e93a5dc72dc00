"""Providers' reports: read in any form they come in, matched by mark, booked once, corrected."""

import datetime
import threading

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from shop import provider_reports
from shop.models import Entry, MarketOrder, OutboundClick
from shop.services import audit, market_orders, outbound, referrals, statements
from tests.factories.accounts import UserFactory
from tests.factories.offers import OutboundOfferFactory
from tests.shop.books import standing
from tests.shop.crowd import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("balanced_books")]
UNION = "https://s.click.taobao.com/t?e=m%3D2"
HEAD = "创建时间,商品名称,商品数,付款金额,订单状态,付款预估收入,结算预估收入,订单编号,子订单号,unid"


@pytest.fixture
def creator():
    return UserFactory(handle="lin")


@pytest.fixture
def click(creator, noon):
    """A buyer whom the creator's note led out to Taobao."""
    offer = OutboundOfferFactory(marketplace="taobao", url=UNION, product__title="Gaiwan")
    buyer = UserFactory()
    referrals.remember(offer.product, buyer=buyer, beneficiary=creator, source="note1", at=noon)
    outbound.leave(offer, visitor="a" * 40, user=buyer, at=noon)
    return OutboundClick.objects.get()


def row(click, status="订单付款", estimate="10.00", settled="", line="7001", **values):
    unid = values.get("unid", click.sub_id if click else "")
    return f"2026-05-02 10:00:00,盖碗,1,128.00,{status},{estimate},{settled},9001,{line},{unid}"


def take(*rows, encoding="utf-8-sig", head=HEAD, provider="taobao", **values):
    raw = "\r\n".join([head, *rows]).encode(encoding)
    values = {"actor": None, "at": timezone.now(), **values}
    return market_orders.import_report(provider, raw, **values)


def test_an_order_is_matched_and_shared(click, creator):
    outcome = take(row(click))

    assert (outcome.new, outcome.unmatched, outcome.faulty) == (1, 0, 0)
    order = MarketOrder.objects.get()
    assert (order.click, order.status, order.paid) == (click, "estimated", 12_800)
    assert timezone.localtime(order.ordered_at).isoformat() == "2026-05-02T10:00:00+08:00"
    assert standing() == {
        ("taobao", "clearing"): -1000,
        ("lin", "pending"): 700,
        ("", "revenue"): 300,
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_the_same_file_again_in_any_encoding_changes_nothing(click, encoding):
    take(row(click))
    outcome = take(row(click), encoding=encoding)

    assert (outcome.new, outcome.changed, outcome.same) == (0, 0, 1)
    assert Entry.objects.count() == 1


def test_a_settled_order_is_payable_with_what_was_settled(click, creator):
    take(row(click))
    outcome = take(row(click, "订单结算", settled="8.01"))

    assert (outcome.new, outcome.changed) == (0, 1)
    assert standing() == {
        ("taobao", "clearing"): -801,
        ("lin", "payable"): 561,
        ("", "revenue"): 240,
    }
    causes = list(Entry.objects.order_by("pk").values_list("cause", flat=True))
    assert causes == ["estimate", "reversal", "settlement"]


def test_a_void_order_takes_everything_back(click):
    take(row(click))
    take(row(click, "订单结算", settled="8.00"))
    take(row(click, "订单失效", settled="8.00"))

    assert standing() == {}
    assert MarketOrder.objects.get().status == "refunded"


def test_an_older_report_takes_nothing_back(click):
    take(row(click, "订单结算", settled="8.00"))
    before = standing()
    assert take(row(click)).same == 1
    assert (standing(), MarketOrder.objects.get().status) == (before, "settled")


def test_a_corrected_sum_is_booked_by_reversal(click):
    take(row(click))
    take(row(click, estimate="20.00"))
    assert standing()["lin", "pending"] == 1400
    assert Entry.objects.filter(cause="reversal").count() == 1


def test_without_a_known_mark_the_platform_keeps_it(click):
    outcome = take(row(None), row(None, line="7002", unid="unknown"))
    assert (outcome.new, outcome.unmatched) == (2, 2)
    assert standing() == {("taobao", "clearing"): -2000, ("", "revenue"): 2000}


def test_a_mark_of_another_provider_matches_nothing(click):
    jd = "id,subUnionId,estimateFee,validCode"
    outcome = take(f"1,{click.sub_id},5.00,16", head=jd, provider="jd")
    assert outcome.unmatched == 1


def test_a_dry_run_says_the_same_and_writes_nothing(click):
    take(row(click))
    rows = (
        row(click, "订单结算", settled="8.00"),
        row(None, line="7002"),
        row(click, estimate="x"),
    )
    dry = take(*rows, is_dry=True)
    assert (MarketOrder.objects.count(), Entry.objects.count()) == (1, 1)

    real = take(*rows)
    counted = ("new", "changed", "same", "unmatched", "faulty")
    assert [getattr(dry, name) for name in counted] == [getattr(real, name) for name in counted]
    assert [getattr(real, name) for name in counted] == [1, 1, 0, 1, 1]


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"estimate": "abc"}, "付款预估收入"),
        ({"estimate": "-1"}, "付款预估收入"),
        ({"estimate": "NaN"}, "付款预估收入"),
        ({"line": ""}, "子订单号"),
        ({"line": "9" * 65}, "子订单号"),
    ],
)
def test_a_faulty_row_is_named_and_the_others_are_taken(click, values, column):
    outcome = take(row(click, **values), row(click, line="7009"))
    (error,) = outcome.errors
    assert (error.number, error.column, outcome.new) == (2, column, 1)


def test_rows_that_mean_nothing_yet_are_skipped(click):
    assert take(row(click, "等待付款"), "").skipped == 1
    assert not MarketOrder.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x00\x01", b"\xff\xff\xff", b"a,b\n1,2", HEAD.replace("unid", "x").encode()],
)
def test_what_is_no_report_is_refused_whole(raw):
    with pytest.raises(provider_reports.UnreadableReport) as refusal:
        market_orders.import_report("taobao", raw, actor=None, at=timezone.now())
    assert refusal.value.field == "file"


def test_an_unknown_provider_is_refused():
    with pytest.raises(provider_reports.UnreadableReport):
        market_orders.import_report("amazon", b"x", actor=None, at=timezone.now())


@pytest.mark.parametrize(
    ("code", "status"),
    [("16", "estimated"), ("17", "settled"), ("3", "refunded"), ("无效-取消", "refunded")],
)
def test_jd_writes_it_otherwise(creator, noon, code, status):
    url = "https://union-click.jd.com/jdc?p=A"
    offer = OutboundOfferFactory(marketplace="jd", url=url)
    referrals.remember(offer.product, visitor="b" * 40, beneficiary=creator, source="n", at=noon)
    outbound.leave(offer, visitor="b" * 40, user=None, at=noon)
    mark = OutboundClick.objects.get().sub_id
    head = "id,orderId,subUnionId,skuName,skuNum,estimateFee,actualFee,validCode,orderTime"
    take(f"5,6,{mark},Pot,2,10.006,9.99,{code},1777600000000", head=head, provider="jd")

    order = MarketOrder.objects.get()
    assert (order.status, order.quantity) == (status, 2)
    assert order.ordered_at == datetime.datetime.fromtimestamp(1_777_600_000, tz=datetime.UTC)
    expected = {"estimated": {("lin", "pending"): 701}, "settled": {("lin", "payable"): 699}}
    mine = {key: sum_ for key, sum_ in standing().items() if key[0] == "lin"}
    assert mine == expected.get(status, {})


def test_the_statement_names_product_and_note(click, creator):
    take(row(click))
    month = statements.month_of("", at=timezone.now())
    (line,) = statements.rows(statements.of(creator, month, currency="CNY"))

    assert (line.title, line.source, line.order, line.rate) == ("盖碗", "note1", "9001", "70")
    assert (line.base, line.amounts) == (1000, {"pending": 700})


def test_the_command_reports(click, tmp_path, capsys):
    file = tmp_path / "report.csv"
    file.write_bytes("\n".join([HEAD, row(click)]).encode("gbk"))
    call_command("import_marketplace_report", "taobao", str(file), "--dry-run")
    assert "new 1" in capsys.readouterr().out
    assert not MarketOrder.objects.exists()
    call_command("import_marketplace_report", "taobao", str(file))
    assert MarketOrder.objects.count() == 1

    file.write_bytes("\n".join([HEAD, row(click, estimate="x")]).encode())
    with pytest.raises(CommandError, match="1 rows"):
        call_command("import_marketplace_report", "taobao", str(file))
    with pytest.raises(CommandError):
        call_command("import_marketplace_report", "taobao", str(tmp_path / "none.csv"))


@pytest.mark.django_db(transaction=True)
def test_the_same_report_many_times_at_once_is_booked_once(click):
    gate = threading.Barrier(6)

    def act(_):
        gate.wait(10)
        return take(*(row(click, line=str(number)) for number in range(5)))

    answers = at_once(act, range(6), workers=6)
    assert MarketOrder.objects.count() == 5
    assert sum(answer.new for answer in answers) == 5
    assert sum(answer.same for answer in answers) == 25
    assert standing()["lin", "pending"] == 3500
    assert audit.findings() == []
