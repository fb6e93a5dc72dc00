"""The books themselves: nothing unbalanced, nothing edited, nothing twice, nobody blocked."""

import random

import pytest
from django.db import IntegrityError, connection, transaction

from shop.models import Account, Entry, Line
from shop.services import ledger
from shop.services.ledger import Move
from tests.factories.accounts import UserFactory
from tests.factories.shop import StoreFactory
from tests.shop.crowd import at_once

pytestmark = pytest.mark.django_db
CLEARING = ledger.clearing("test", "CNY")
REVENUE = ledger.of_platform(Account.Kind.REVENUE, "CNY")


def book(moves, ref="r", at=None):
    return ledger.book(moves, cause=Entry.Cause.CAPTURE, ref=ref, at=at)


def _pair(amount, key=REVENUE):
    return [Move(CLEARING, -amount), Move(key, amount)]


def committed(act):
    """What an act gives, once the deferred constraints are asked, as a commit asks them."""
    with transaction.atomic():
        given = act()
        connection.check_constraints()
    return given


def _entry(ref, at, *amounts, line_at=None):
    """An entry past the service."""
    entry = Entry.objects.create(cause="capture", ref=ref, at=at)
    account = Account.objects.get_or_create(kind="revenue", currency="CNY")[0]
    for amount in amounts:
        Line.objects.create(entry=entry, account=account, amount=amount, at=line_at or at)
    return entry


def test_an_entry_moves_balances(noon):
    entry = book(_pair(500), at=noon)

    assert {line.amount for line in entry.lines.all()} == {500, -500}
    kinds = dict(Account.objects.values_list("kind", "balance"))
    assert kinds == {"clearing": -500, "revenue": 500}


def test_the_same_reference_is_booked_once(noon):
    assert book(_pair(500), at=noon)
    assert book(_pair(700), at=noon) is None
    assert Account.objects.get(kind="revenue").balance == 500


def test_nothing_is_booked_where_nothing_moves(noon):
    assert book(_pair(0), at=noon) is None
    assert not Entry.objects.exists()


def test_the_database_refuses_what_does_not_sum_to_zero(noon):
    with pytest.raises(IntegrityError, match="sum to zero"):
        committed(lambda: book([Move(CLEARING, -500), Move(REVENUE, 499)], at=noon))


def test_currencies_do_not_make_up_for_each_other(noon):
    dollars = ledger.of_platform(Account.Kind.REVENUE, "USD")
    with pytest.raises(IntegrityError, match="sum to zero"):
        committed(lambda: book(_pair(500, dollars), at=noon))


def test_a_line_cannot_be_added_to_a_balanced_entry(noon):
    entry = committed(lambda: book(_pair(500), at=noon))
    account = Account.objects.get(kind="revenue")
    with pytest.raises(IntegrityError, match="sum to zero"):
        committed(lambda: Line.objects.create(entry=entry, account=account, amount=1, at=noon))


def test_an_entry_has_lines_and_they_have_its_time(noon):
    with pytest.raises(IntegrityError, match="no lines"):
        committed(lambda: _entry("empty", noon))
    with pytest.raises(IntegrityError, match="another time"):
        committed(lambda: _entry("late", noon, 1, -1, line_at=noon.replace(year=2001)))
    assert committed(lambda: _entry("sound", noon, 1, -1))


@pytest.mark.parametrize("model", [Entry, Line])
def test_what_is_booked_is_neither_edited_nor_deleted(model, noon):
    book(_pair(500), at=noon)
    for spoil in (lambda rows: rows.update(at=noon.replace(year=2001)), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            spoil(model.objects.all())


def test_of_an_account_the_balance_alone_changes(noon):
    book(_pair(500), at=noon)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.update(currency="USD")


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "pending"},
        {"kind": "revenue", "provider": "test"},
        {"kind": "clearing"},
        {"kind": "payable", "provider": "test"},
    ],
)
def test_an_account_is_of_whom_its_kind_says(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(currency="CNY", **values)


def test_an_account_exists_once():
    for _ in range(2):
        ledger.lock([REVENUE])
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(kind="revenue", currency="CNY")


def test_a_correction_is_a_reversal(noon):
    entry = book(_pair(500), at=noon)
    for _ in range(2):
        ledger.reverse(entry, ref="r:back", at=noon)

    assert set(Account.objects.values_list("balance", flat=True)) == {0}
    assert Line.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_many_bookings_at_once_in_any_order_block_nobody_and_lose_nothing(noon):
    """Accounts are opened and locked in one order, whatever the order of the lines."""
    store, people = StoreFactory(), UserFactory.create_batch(4)
    keys = [CLEARING, ledger.of_store(store.pk, "CNY")]
    keys += [ledger.of_creator(person.pk, "CNY") for person in people]

    def one(number):
        draw = random.Random(number)
        gaining = draw.sample(keys[1:], draw.randint(1, 4))
        moves = [Move(key, 10) for key in gaining]
        moves.append(Move(CLEARING, -10 * len(gaining)))
        draw.shuffle(moves)
        with transaction.atomic():
            return book(moves, ref=f"n{number // 2}", at=noon)

    answers = at_once(one, range(120))

    assert [error for error in answers if isinstance(error, Exception)] == []
    assert sum(entry is not None for entry in answers) == 60
    for account in Account.objects.all():
        assert account.balance == sum(account.lines.values_list("amount", flat=True))
