"""An answer is given once: the same key again gets the same answer, not a second order."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from shop.models import IdempotencyKey

LONGEST = 80


class KeyReused(RuleViolation):
    code = "idempotency_key_reused"
    status = 422


class KeyMissing(RuleViolation):
    code = "idempotency_key_missing"
    status = 400


def digest(operation: str, request: Mapping[str, Any]) -> str:
    """The same for the same request, whatever the order of its fields."""
    text = json.dumps([operation, request], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def claim(
    user: User, key: str, request_hash: str, *, status: int, body: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """Take the key for this transaction, which earns this answer; None if it was free.

    A twin at work is waited for. Else it is the answer that was given already.

    :raises KeyMissing: if the key is empty or too long
    :raises KeyReused: if the key has answered another request
    """
    _refuse_unfit(key)
    # ON CONFLICT waits for the transaction that holds the key, then inserts or finds its row.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO shop_idempotencykey (user_id, key, request_hash, status, body, at)"
            " VALUES (%s, %s, %s, %s, %s, now()) ON CONFLICT (user_id, key) DO NOTHING",
            [user.pk, key, request_hash, status, json.dumps(body)],
        )
        is_free = cursor.rowcount == 1
    return None if is_free else given(user, key, request_hash)


def given(user: User, key: str, request_hash: str) -> Mapping[str, Any] | None:
    """The answer that this key was given already, if any; takes nothing and waits for nobody.

    :raises KeyMissing: if the key is empty or too long
    :raises KeyReused: if the key has answered another request
    """
    _refuse_unfit(key)
    row = IdempotencyKey.objects.filter(user=user, key=key).first()
    if row is None:
        return None
    _refuse_another(row, request_hash)
    return row.body


def _refuse_unfit(key: str) -> None:
    if not key or len(key) > LONGEST or not key.isprintable():
        raise KeyMissing(
            _("Send an Idempotency-Key of 1 to 80 characters."), field="idempotency_key"
        )


def _refuse_another(row: IdempotencyKey, request_hash: str) -> None:
    if row.request_hash != request_hash:
        raise KeyReused(
            _("This form was already sent with other values. Please check your orders."),
            field="idempotency_key",
        )
