"""The database itself gives back no piece, no money and no delivery fee twice."""

from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from shop.models import Refund, RefundLine
from shop.services import audit
from tests.factories.orders import placed
from tests.factories.shop import ProductFactory, SkuFactory
from tests.shop import books
from tests.shop.payer import paid

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    """Three pieces for 30.00 with 1.00 off, and 6.00 for the way."""
    product = ProductFactory(store__shipping_fee=600)
    group = placed(skus=[SkuFactory(product=product, price=1000, on_hand=9)], quantity=3)
    books.discount(group.store_orders.get().lines.get(), 100)
    books.pay(group)
    return group.store_orders.get()


def give(order, *lines, shipping=0, status="requested"):
    """Write (line, quantity, amount) as a refund, past every rule of the code."""
    with transaction.atomic():
        refund = Refund.objects.create(
            payment=order.group.payments.get(),
            order=order,
            amount=shipping + sum(amount for _line, _quantity, amount in lines),
            shipping=shipping,
            cause="test",
            requested_at=timezone.now(),
            status=status,
        )
        for line, quantity, amount in lines:
            RefundLine.objects.create(refund=refund, line=line, quantity=quantity, amount=amount)
    return refund


def test_all_that_was_bought_and_paid_may_go_back_and_nothing_more(order):
    line = order.lines.get()
    give(order, (line, 2, 2000), shipping=200)
    give(order, (line, 1, 900), shipping=400)
    for quantity, amount, shipping in ((1, 0, 1), (0, 1, 0), (0, 0, 1)):
        with pytest.raises(IntegrityError):
            give(order, (line, quantity, amount), shipping=shipping)


@pytest.mark.parametrize(("quantity", "amount"), [(4, 2900), (3, 2901)])
def test_neither_pieces_nor_money_alone_are_too_many(order, quantity, amount):
    # The payment would allow it: delivery was paid as well.
    with pytest.raises(IntegrityError, match="exceed what was bought and paid"):
        give(order, (order.lines.get(), quantity, amount))


def test_a_delivery_fee_is_given_back_once(order):
    give(order, shipping=600)
    with pytest.raises(IntegrityError, match="exceed its delivery fee"):
        give(order, shipping=1)


def test_what_failed_counts_for_nothing(order):
    line = order.lines.get()
    give(order, (line, 3, 2900), shipping=600, status="failed")
    give(order, (line, 3, 2900), shipping=600)


def test_a_line_that_grows_later_is_measured_again(order):
    line = order.lines.get()
    refund = give(order, (line, 1, 1000))
    with pytest.raises(IntegrityError), transaction.atomic():
        refund.lines.update(quantity=4)
    refund.lines.update(quantity=3)


def test_the_line_of_another_order_is_no_part_of_a_refund(order):
    other = paid().lines.get()
    with pytest.raises(IntegrityError, match="not of the order"):
        give(order, (other, 1, 1))


BROKEN = [
    "UPDATE shop_refund SET amount = amount + 1 WHERE id = %s",
    "UPDATE shop_refund SET shipping = shipping - 1 WHERE id = %s",
    "UPDATE shop_refundline SET amount = amount - 1 WHERE refund_id = %s",
    "DELETE FROM shop_refundline WHERE refund_id = %s",
    "INSERT INTO shop_refund (payment_id, order_id, out_request_no, amount, shipping, cause,"
    " status, requested_at) SELECT payment_id, order_id, 'beside', 7, 0, cause, status,"
    " requested_at FROM shop_refund WHERE id = %s",
]


def commit_now(cursor):
    """What the database asks at the end of a transaction, asked here."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def write(cursor, statement, *values):
    with transaction.atomic():
        cursor.execute(statement, values)
        commit_now(cursor)


@pytest.mark.parametrize("statement", BROKEN)
def test_no_writer_parts_a_refund_from_its_parts(order, statement):
    refund = give(order, (order.lines.get(), 1, 1000), shipping=200)
    with connection.cursor() as cursor:
        commit_now(cursor)
        with pytest.raises(IntegrityError, match="is not its delivery fee and its lines"):
            write(cursor, statement, refund.pk)
        commit_now(cursor)


def test_a_line_that_comes_later_is_too_much(order):
    refund = give(order, shipping=200)
    add = "INSERT INTO shop_refundline (refund_id, line_id, quantity, amount) VALUES (%s, %s, 0, 1)"
    with connection.cursor() as cursor:
        commit_now(cursor)
        with pytest.raises(IntegrityError, match="is not its delivery fee and its lines"):
            write(cursor, add, refund.pk, order.lines.get().pk)


def test_amount_and_parts_may_change_together_and_lines_stay_where_they_are(order):
    line = order.lines.get()
    one, other = (give(order, (line, 1, 900), shipping=100) for _ in range(2))
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("UPDATE shop_refund SET amount = 999 WHERE id = %s", [one.pk])
        cursor.execute("UPDATE shop_refundline SET amount = 899 WHERE refund_id = %s", [one.pk])
        commit_now(cursor)
    with pytest.raises(IntegrityError, match="stays with its refund"), transaction.atomic():
        RefundLine.objects.filter(refund=one).update(refund=other)


def test_the_audit_names_what_the_guard_would_not_have_let_pass(order):
    refund = give(order, (order.lines.get(), 1, 1000))
    with connection.cursor() as cursor:
        commit_now(cursor)
        cursor.execute("ALTER TABLE shop_refund DISABLE TRIGGER shop_refund_parts")
        Refund.objects.filter(pk=refund.pk).update(amount=1001)
    found = {finding.question: finding for finding in audit.findings()}
    broken = found["a refund that is not its delivery fee and its lines"]
    assert broken.examples == [(str(refund.pk), "1001", "1000")]


def test_whoever_upgrades_waits_for_long_transactions_and_many_refunds():
    guard = import_module("shop.migrations.0028_guard_refund_sums").Migration
    said = []

    def listen(execute, sql, params, many, context):
        said.append(" ".join(sql.split()))
        return execute(sql, params, many, context)

    with connection.schema_editor() as editor, connection.execute_wrapper(listen):
        for operation in reversed(guard.operations):
            operation.database_backwards("shop", editor, None, None)
        back = len(said)
        for operation in guard.operations:
            operation.database_forwards("shop", editor, None, None)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('statement_timeout'), current_setting('lock_timeout')"
        )
        assert cursor.fetchone() == ("0", "1min")
    assert said[0] == said[back] == guard.operations[0].sql.strip().replace("\n", " ")
