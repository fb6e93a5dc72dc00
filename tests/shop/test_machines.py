"""The tables of the machines, in Python and in SQL, are the same."""

import importlib
import itertools

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from shop import machines
from shop.models import (
    AfterSale,
    MarketOrder,
    OrderGroup,
    Payment,
    Payout,
    Refund,
    StatusChange,
    StockHold,
    StockMove,
    StoreOrder,
)
from shop.services import moves
from tests.factories.accounts import UserFactory
from tests.factories.orders import OrderGroupFactory, PaymentFactory, placed

GUARDED = {
    OrderGroup: (machines.ORDER_GROUP, "shop_ordergroup", "0002_guard_states"),
    Payment: (machines.PAYMENT, "shop_payment", "0002_guard_states"),
    Refund: (machines.REFUND, "shop_refund", "0002_guard_states"),
    Payout: (machines.PAYOUT, "shop_payout", "0010_guard_ledger"),
    AfterSale: (machines.AFTER_SALE, "shop_aftersale", "0016_guard_parcels_and_cases"),
}


@pytest.mark.parametrize("model", GUARDED)
def test_the_migration_writes_out_the_pairs_of_the_table(model):
    table, name, migration = GUARDED[model]
    written = importlib.import_module(f"shop.migrations.{migration}").PAIRS[name]

    assert {tuple(pair.split(">")) for pair in written} == machines.pairs(table)


def _row(model):
    if model is OrderGroup:
        return OrderGroupFactory()
    if model is Payment:
        return PaymentFactory()
    if model is Payout:
        return Payout.objects.create(
            user=UserFactory(), amount=1, reference="BANK-1", proposed_at=timezone.now()
        )
    if model is AfterSale:
        return _case()
    payment = PaymentFactory(status="captured")
    return Refund.objects.create(
        payment=payment, amount=1, cause="test", requested_at=payment.created_at
    )


def _case():
    order = placed().store_orders.get()
    return AfterSale.objects.create(
        order=order,
        line=order.lines.get(),
        kind="refund",
        reason="other",
        quantity=1,
        opened_at=order.group.placed_at,
    )


def _force(row, status):
    """Put the row into a state without asking the guard."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        type(row).objects.filter(pk=row.pk).update(status=status)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


@pytest.mark.django_db
@pytest.mark.parametrize("model", GUARDED)
def test_the_database_lets_exactly_the_known_pairs_pass(model):
    table = GUARDED[model][0]
    row, known = _row(model), machines.pairs(table)
    for before, after in itertools.permutations(model.Status.values, 2):
        _force(row, before)
        try:
            with transaction.atomic():
                model.objects.filter(pk=row.pk).update(status=after)
            passed = True
        except IntegrityError:
            passed = False
        assert passed == ((before, after) in known), (before, after)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "model",
    [OrderGroup, StoreOrder, Payment, Refund, AfterSale, StockHold, Payout, MarketOrder],
)
def test_every_state_and_event_does_what_the_table_says(model, noon):
    name, table = moves.MACHINES[model]
    if model is MarketOrder:
        row = MarketOrder.objects.create(provider="jd", line="1", imported_at=noon)
    elif model in GUARDED:
        row = _row(model)
    else:
        placed_group = placed()
        row = model.objects.filter(
            **({"group": placed_group} if model is StoreOrder else {})
        ).latest("pk")
    events = sorted({event for _, event in table} | {"no_such_event"})
    for state, event in itertools.product(model.Status.values, events):
        _force(row, state)
        row.refresh_from_db()
        count = StatusChange.objects.count()
        to = table.get((state, event))
        assert moves.may(row, event) == (to is not None)
        if to is None:
            with pytest.raises(moves.IllegalMove):
                moves.move(row, event, at=noon)
            assert StatusChange.objects.count() == count
            continue
        moves.move(row, event, at=noon)
        last = StatusChange.objects.latest("pk")
        assert (last.machine, last.subject, last.event) == (name, row.pk, event)
        assert (last.from_state, last.to_state) == (state, to)
        assert model.objects.get(pk=row.pk).status == row.status == to


@pytest.mark.django_db
def test_a_row_that_left_its_state_meanwhile_is_not_moved(noon):
    group = OrderGroupFactory()
    same = OrderGroup.objects.get(pk=group.pk)
    moves.move(group, "cancel", at=noon)

    with pytest.raises(moves.IllegalMove):
        moves.move(same, "capture_confirmed", at=noon)


@pytest.mark.django_db
def test_what_is_append_only_is_neither_changed_nor_removed(noon):
    group = placed()
    moves.move(group, "cancel", at=noon, actor=group.buyer)
    for model, change in ((StatusChange, {"event": "x"}), (StockMove, {"reason": "x"})):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.all().delete()


@pytest.mark.django_db
def test_a_deleted_actor_is_forgotten_and_nothing_else():
    change = (
        StatusChange.objects.filter(machine="order_group").filter(subject=placed().pk).latest("pk")
    )
    assert change.actor_id is not None
    StatusChange.objects.filter(pk=change.pk).update(actor=None)

    assert StatusChange.objects.get(pk=change.pk).actor_id is None


@pytest.mark.django_db
def test_refunds_never_exceed_what_was_captured(noon):
    payment = PaymentFactory(status="captured", amount=100)

    def refund(amount, **values):
        return Refund.objects.create(
            payment=payment, amount=amount, cause="test", requested_at=noon, **values
        )

    refund(60)
    with pytest.raises(IntegrityError), transaction.atomic():
        refund(41)
    refund(500, status="failed")
    refund(40)
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.filter(status="failed").update(amount=1, status="requested")


@pytest.mark.django_db
def test_nothing_is_refunded_before_it_was_captured(noon):
    payment = PaymentFactory(status="pending", amount=100)
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.create(payment=payment, amount=1, cause="test", requested_at=noon)
