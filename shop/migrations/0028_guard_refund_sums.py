"""The database holds a refund of an order to its parts: the delivery fee and its lines, to the fen.

Asked at the end of the transaction, for a refund is written before its lines.
"""

from django.db import migrations

# Every refund is looked at, and a trigger waits for whoever is writing to its table.
PATIENCE = """
SET LOCAL statement_timeout = 0;
SET LOCAL lock_timeout = '60s';
"""
# Whoever upgrades with such a row has one to look at first.
OLD_ROWS = """
DO $$
DECLARE
    broken text;
BEGIN
    SELECT string_agg(r.id::text, ', ') INTO broken FROM (
        SELECT r.id FROM shop_refund r LEFT JOIN shop_refundline l ON l.refund_id = r.id
         WHERE r.order_id IS NOT NULL GROUP BY r.id
        HAVING r.amount <> r.shipping + coalesce(sum(l.amount), 0) ORDER BY r.id LIMIT 20
    ) r;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'refunds whose lines do not sum to their amount: %', broken
            USING ERRCODE = 'check_violation',
                  HINT = 'Correct them first; manage.py audit_shop names them all.';
    END IF;
END $$;
"""
FUNCTIONS = """
CREATE FUNCTION shop_guard_refund_parts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked bigint;
    refund shop_refund%ROWTYPE;
    parts numeric;
BEGIN
    IF TG_TABLE_NAME = 'shop_refund' THEN
        asked := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        asked := OLD.refund_id;
    ELSE
        asked := NEW.refund_id;
    END IF;
    -- The lock makes two that write lines of one refund wait for each other.
    SELECT * INTO refund FROM shop_refund WHERE id = asked FOR NO KEY UPDATE;
    IF refund.id IS NULL OR refund.order_id IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(sum(amount), 0) INTO parts FROM shop_refundline WHERE refund_id = asked;
    IF refund.amount <> refund.shipping + parts THEN
        RAISE EXCEPTION 'refund % is not its delivery fee and its lines', asked
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION shop_refundline_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a line stays with its refund' USING ERRCODE = 'check_violation';
END $$;

CREATE CONSTRAINT TRIGGER shop_refund_parts
    AFTER INSERT OR UPDATE OF amount, shipping, order_id ON shop_refund
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop_guard_refund_parts();
CREATE CONSTRAINT TRIGGER shop_refundline_parts
    AFTER INSERT OR UPDATE OR DELETE ON shop_refundline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop_guard_refund_parts();
CREATE TRIGGER shop_refundline_stays BEFORE UPDATE OF refund_id ON shop_refundline
    FOR EACH ROW WHEN (NEW.refund_id <> OLD.refund_id)
    EXECUTE FUNCTION shop_refundline_stays();
"""
DROP = """
DROP TRIGGER shop_refund_parts ON shop_refund;
DROP TRIGGER shop_refundline_parts ON shop_refundline;
DROP TRIGGER shop_refundline_stays ON shop_refundline;
DROP FUNCTION shop_guard_refund_parts();
DROP FUNCTION shop_refundline_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("shop", "0027_deal_in_lists")]

    operations = [
        migrations.RunSQL(PATIENCE, migrations.RunSQL.noop),
        migrations.RunSQL(OLD_ROWS, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTIONS, DROP),
        migrations.RunSQL(migrations.RunSQL.noop, PATIENCE),
    ]
