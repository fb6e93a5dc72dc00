"""Double-entry books: what moves between accounts, once by its reference, never edited.

Accounts are locked by id after everything else that a transaction locks, then the lines are
inserted. One booking a transaction: two would take the locks in no order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Q

from accounts.models import User
from shop.models import Account, Entry, Line, Store

Kind = Account.Kind
Owner = Store | User


@dataclass(frozen=True, slots=True)
class Key:
    """Which account: a kind, whose, and in which currency."""

    kind: str
    currency: str
    store: int | None = None
    user: int | None = None
    provider: str = ""

    def as_kind(self, kind: str) -> "Key":
        """Another account of the same owner."""
        return replace(self, kind=kind)


@dataclass(frozen=True, slots=True)
class Move:
    """One line to be: what an account gains, and for which order."""

    key: Key
    amount: int
    order: int | None = None
    order_line: int | None = None
    market_order: int | None = None

    def reversed(self) -> "Move":
        return replace(self, amount=-self.amount)


def of_store(store_id: int, currency: str, kind: str = Kind.PENDING) -> Key:
    return Key(kind, currency, store=store_id)


def of_creator(user_id: int, currency: str, kind: str = Kind.PENDING) -> Key:
    return Key(kind, currency, user=user_id)


def of_platform(kind: str, currency: str) -> Key:
    return Key(kind, currency)


def clearing(provider: str, currency: str) -> Key:
    return Key(Kind.CLEARING, currency, provider=provider)


def key_of(owner: Owner, kind: str, currency: str) -> Key:
    if isinstance(owner, Store):
        return of_store(owner.pk, currency, kind)
    return of_creator(owner.pk, currency, kind)


def lock(keys: Iterable[Key]) -> dict[Key, Account]:
    """The accounts, locked by id; such as do not exist yet are opened."""
    wanted = sorted(set(keys), key=_sorting)
    if not wanted:
        return {}
    _open(wanted)
    rows = Account.objects.select_for_update().filter(pk__in=_ids(wanted)).order_by("pk")
    return {key_in(account): account for account in rows}


def write(
    accounts: Mapping[Key, Account],
    moves: Sequence[Move],
    *,
    cause: str,
    ref: str,
    at: datetime,
) -> Entry | None:
    """Book these moves under a reference; None if it was booked before, or if nothing moves.

    The accounts are those that `lock` gave. The database refuses moves that do not sum to zero.
    """
    moving = [move for move in moves if move.amount]
    if not moving:
        return None
    entry = _entry(cause, ref, at)
    if entry is None:
        return None
    Line.objects.bulk_create(
        Line(
            entry=entry,
            account=accounts[move.key],
            amount=move.amount,
            at=at,
            order_id=move.order,
            order_line_id=move.order_line,
            market_order_id=move.market_order,
        )
        for move in moving
    )
    _keep_balances(accounts, moving)
    return entry


def book(moves: Sequence[Move], *, cause: str, ref: str, at: datetime) -> Entry | None:
    """Lock the accounts of these moves and `write` them."""
    accounts = lock(move.key for move in moves if move.amount)
    return write(accounts, moves, cause=cause, ref=ref, at=at)


def reverse(entry: Entry, *, ref: str, at: datetime, cause: str = Entry.Cause.REVERSAL) -> None:
    """Take an entry back, line by line; a repeat by the same reference changes nothing."""
    book([move.reversed() for move in moves_of(entry)], cause=cause, ref=ref, at=at)


def moves_of(entry: Entry) -> list[Move]:
    lines = entry.lines.select_related("account").order_by("pk")
    return [
        Move(
            key_in(line.account),
            line.amount,
            line.order_id,
            line.order_line_id,
            line.market_order_id,
        )
        for line in lines
    ]


def is_booked(ref: str) -> bool:
    return Entry.objects.filter(ref=ref).exists()


def balances(owner: Owner, currency: str) -> dict[str, int]:
    """What stands on each account of a store or creator, by kind; nothing where none exists."""
    mine = {"store": owner} if isinstance(owner, Store) else {"user": owner}
    rows = Account.objects.filter(currency=currency, **mine).values_list("kind", "balance")
    return {str(kind): 0 for kind in Account.OWNED} | dict(rows)


def currencies(owner: Owner) -> list[str]:
    """In which currencies an owner has accounts; at least one."""
    mine = {"store": owner} if isinstance(owner, Store) else {"user": owner}
    own = owner.currency if isinstance(owner, Store) else "CNY"
    found = Account.objects.filter(**mine).order_by("currency").distinct("currency")
    return list(found.values_list("currency", flat=True)) or [own]


def _open(keys: Sequence[Key]) -> None:
    # In one order, so that two who open the same accounts wait instead of blocking each other.
    Account.objects.bulk_create(
        [
            Account(
                kind=key.kind,
                currency=key.currency,
                store_id=key.store,
                user_id=key.user,
                provider=key.provider,
            )
            for key in _missing(keys)
        ],
        ignore_conflicts=True,
    )


def _missing(keys: Sequence[Key]) -> list[Key]:
    known = _known(keys)
    return [key for key in keys if key not in known]


def _ids(keys: Sequence[Key]) -> list[int]:
    known = _known(keys)
    return [known[key] for key in keys]


def _known(keys: Sequence[Key]) -> dict[Key, int]:
    wanted = reduce(or_, (Q(**asdict(key)) for key in keys))
    return {key_in(account): account.pk for account in Account.objects.filter(wanted)}


def key_in(account: Account) -> Key:
    return Key(account.kind, account.currency, account.store_id, account.user_id, account.provider)


def _sorting(key: Key) -> tuple[str, str, int, int, str]:
    return key.kind, key.currency, key.store or 0, key.user or 0, key.provider


def _entry(cause: str, ref: str, at: datetime) -> Entry | None:
    # ON CONFLICT waits for a twin that is booking the same.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO shop_entry (cause, ref, at) VALUES (%s, %s, %s)"
            " ON CONFLICT (ref) DO NOTHING RETURNING id",
            [cause, ref, at],
        )
        made = cursor.fetchone()
    return Entry(pk=made[0], cause=cause, ref=ref, at=at) if made else None


def _keep_balances(accounts: Mapping[Key, Account], moves: Sequence[Move]) -> None:
    gained: dict[int, int] = {}
    for move in moves:
        pk = accounts[move.key].pk
        gained[pk] = gained.get(pk, 0) + move.amount
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE shop_account SET balance = balance + gained.amount"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS gained (id, amount)"
            " WHERE shop_account.id = gained.id",
            [list(gained), list(gained.values())],
        )
