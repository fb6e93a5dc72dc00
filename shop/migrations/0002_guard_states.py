"""The database refuses moves that no machine knows, edits of what is append-only, and refunds
above what was captured.

The pairs are written out; tests/shop/test_machines.py compares them with shop/machines.py.
"""

from django.db import migrations, models

PAIRS = {
    "shop_ordergroup": [
        "pending_payment>paid",
        "pending_payment>closing",
        "closing>closed",
        "closing>paid",
    ],
    "shop_payment": [
        "created>opening",
        "created>captured",
        "created>closed",
        "opening>pending",
        "opening>unknown",
        "opening>captured",
        "opening>failed",
        "opening>closed",
        "pending>unknown",
        "pending>captured",
        "pending>failed",
        "pending>closed",
        "unknown>pending",
        "unknown>captured",
        "unknown>failed",
        "unknown>closed",
        "failed>captured",
        "closed>captured",
        "captured>partly_refunded",
        "captured>refunded",
        "partly_refunded>partly_refunded",
        "partly_refunded>refunded",
    ],
    "shop_refund": [
        "requested>approved",
        "approved>submitting",
        "submitting>succeeded",
        "submitting>failed",
        "submitting>unknown",
        "unknown>submitting",
        "unknown>succeeded",
        "unknown>failed",
    ],
}
APPEND_ONLY = ["shop_statuschange", "shop_stockmove"]

FUNCTIONS = """
CREATE FUNCTION shop_guard_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status IS DISTINCT FROM OLD.status
       AND NOT (OLD.status || '>' || NEW.status = ANY (TG_ARGV)) THEN
        RAISE EXCEPTION '% %: no way from % to %', TG_TABLE_NAME, OLD.id, OLD.status, NEW.status
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION shop_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Forgetting who it was (SET NULL of a deleted account) is the one change allowed.
    IF TG_OP = 'UPDATE' AND NEW.actor_id IS NULL
       AND to_jsonb(NEW) - 'actor_id' = to_jsonb(OLD) - 'actor_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;

CREATE FUNCTION shop_guard_refunds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    captured bigint;
    given numeric;
BEGIN
    -- The lock makes two refunds of one payment wait for each other.
    SELECT CASE WHEN status IN ('captured', 'partly_refunded', 'refunded') THEN amount ELSE 0 END
      INTO captured FROM shop_payment WHERE id = NEW.payment_id FOR UPDATE;
    SELECT coalesce(sum(amount), 0) INTO given FROM shop_refund
     WHERE payment_id = NEW.payment_id AND status <> 'failed' AND id <> NEW.id;
    IF NEW.status <> 'failed' AND given + NEW.amount > captured THEN
        RAISE EXCEPTION 'refunds of payment % exceed what was captured', NEW.payment_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER shop_refund_sum BEFORE INSERT OR UPDATE OF amount, status, payment_id
    ON shop_refund FOR EACH ROW EXECUTE FUNCTION shop_guard_refunds();
"""


def _create() -> str:
    statements = [FUNCTIONS]
    for table, pairs in PAIRS.items():
        arguments = ", ".join(f"'{pair}'" for pair in pairs)
        statements.append(
            f"CREATE TRIGGER {table}_states BEFORE UPDATE OF status ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION shop_guard_state({arguments});"
        )
    for table in APPEND_ONLY:
        statements.append(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION shop_append_only();"
        )
    return "\n".join(statements)


def _drop() -> str:
    names = [*((table, f"{table}_states") for table in PAIRS), ("shop_refund", "shop_refund_sum")]
    names += [(table, f"{table}_append_only") for table in APPEND_ONLY]
    drops = [f"DROP TRIGGER {trigger} ON {table};" for table, trigger in names]
    drops += [
        f"DROP FUNCTION {name}();"
        for name in ("shop_guard_state", "shop_append_only", "shop_guard_refunds")
    ]
    return "\n".join(drops)


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [
        migrations.AddField("refund", "checked_at", models.DateTimeField(null=True, blank=True)),
        migrations.RunSQL(_create(), _drop()),
    ]
