"""The database refuses moves of a case that its machine does not know, more in parcels than was
bought, and edits of what carriers said.

The pairs are written out; tests/shop/test_machines.py compares them with shop/machines.py.
"""

from django.db import migrations

PAIRS = {
    "shop_aftersale": [
        "applied>refunding",
        "applied>awaiting_return",
        "applied>rejected",
        "applied>platform_review",
        "applied>closed",
        "rejected>applied",
        "rejected>platform_review",
        "rejected>closed",
        "platform_review>awaiting_return",
        "platform_review>refunding",
        "platform_review>closed",
        "awaiting_return>return_shipped",
        "awaiting_return>closed",
        "return_shipped>refunding",
        "return_shipped>reshipping",
        "return_shipped>platform_review",
        "refunding>done",
        "reshipping>done",
        "reshipping>refunding",
    ],
}

FUNCTIONS = """
CREATE FUNCTION shop_guard_parcel_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    parcel shop_parcel%ROWTYPE;
    bought bigint;
    sent numeric;
BEGIN
    SELECT * INTO parcel FROM shop_parcel WHERE id = NEW.parcel_id;
    -- The lock makes two parcels with pieces of one line wait for each other.
    SELECT quantity INTO bought FROM shop_orderline
     WHERE id = NEW.line_id AND order_id = parcel.order_id FOR NO KEY UPDATE;
    IF bought IS NULL THEN
        RAISE EXCEPTION 'line % is not of the order of parcel %', NEW.line_id, NEW.parcel_id
            USING ERRCODE = 'check_violation';
    END IF;
    IF parcel.case_id IS NOT NULL THEN
        SELECT quantity INTO bought FROM shop_aftersale WHERE id = parcel.case_id;
    END IF;
    SELECT coalesce(sum(l.quantity), 0) INTO sent FROM shop_parcelline l
      JOIN shop_parcel p ON p.id = l.parcel_id
     WHERE l.line_id = NEW.line_id AND l.id <> NEW.id
       AND p.case_id IS NOT DISTINCT FROM parcel.case_id;
    IF sent + NEW.quantity > bought THEN
        RAISE EXCEPTION 'more of line % in parcels than was bought', NEW.line_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION shop_kept_as_is() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER shop_parcelline_sum BEFORE INSERT OR UPDATE
    ON shop_parcelline FOR EACH ROW EXECUTE FUNCTION shop_guard_parcel_lines();
CREATE TRIGGER shop_trackingevent_kept BEFORE UPDATE OR DELETE
    ON shop_trackingevent FOR EACH ROW EXECUTE FUNCTION shop_kept_as_is();
"""
DROP = """
DROP TRIGGER shop_parcelline_sum ON shop_parcelline;
DROP TRIGGER shop_trackingevent_kept ON shop_trackingevent;
DROP FUNCTION shop_guard_parcel_lines();
DROP FUNCTION shop_kept_as_is();
"""


def _guard(table: str, pairs: list[str]) -> migrations.RunSQL:
    arguments = ", ".join(f"'{pair}'" for pair in pairs)
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_states BEFORE UPDATE OF status ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION shop_guard_state({arguments});",
        f"DROP TRIGGER {table}_states ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("shop", "0015_first_parcels")]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROP),
        *(_guard(table, pairs) for table, pairs in PAIRS.items()),
    ]
