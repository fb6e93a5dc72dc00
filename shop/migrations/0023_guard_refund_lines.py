"""The database refuses to give back more pieces or more money of a line, or more of an order's
delivery fee, than was bought and paid, however many ask at once.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION shop_guard_refund_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    refund shop_refund%ROWTYPE;
    bought shop_orderline%ROWTYPE;
    pieces numeric;
    money numeric;
BEGIN
    SELECT * INTO refund FROM shop_refund WHERE id = NEW.refund_id;
    -- The lock makes two refunds of one line wait for each other.
    SELECT * INTO bought FROM shop_orderline
     WHERE id = NEW.line_id AND order_id = refund.order_id FOR NO KEY UPDATE;
    IF bought.id IS NULL THEN
        RAISE EXCEPTION 'line % is not of the order of refund %', NEW.line_id, NEW.refund_id
            USING ERRCODE = 'check_violation';
    END IF;
    SELECT coalesce(sum(l.quantity), 0), coalesce(sum(l.amount), 0) INTO pieces, money
      FROM shop_refundline l JOIN shop_refund r ON r.id = l.refund_id
     WHERE l.line_id = NEW.line_id AND l.id <> NEW.id AND r.status <> 'failed';
    IF refund.status <> 'failed' AND (
        pieces + NEW.quantity > bought.quantity
        OR money + NEW.amount > bought.amount - bought.discount
    ) THEN
        RAISE EXCEPTION 'refunds of line % exceed what was bought and paid', NEW.line_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION shop_guard_refund_shipping() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    paid bigint;
    given numeric;
BEGIN
    -- The lock makes two refunds of one order wait for each other.
    SELECT shipping INTO paid FROM shop_storeorder WHERE id = NEW.order_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(shipping), 0) INTO given FROM shop_refund
     WHERE order_id = NEW.order_id AND status <> 'failed' AND id <> NEW.id;
    IF given + NEW.shipping > paid THEN
        RAISE EXCEPTION 'refunds of order % exceed its delivery fee', NEW.order_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER shop_refundline_sum BEFORE INSERT OR UPDATE
    ON shop_refundline FOR EACH ROW EXECUTE FUNCTION shop_guard_refund_lines();
-- By its name before shop_refund_sum: the order's lock before the payment's.
CREATE TRIGGER shop_refund_shipping BEFORE INSERT OR UPDATE OF shipping, order_id
    ON shop_refund FOR EACH ROW
    WHEN (NEW.order_id IS NOT NULL AND NEW.shipping > 0 AND NEW.status <> 'failed')
    EXECUTE FUNCTION shop_guard_refund_shipping();
"""
DROP = """
DROP TRIGGER shop_refundline_sum ON shop_refundline;
DROP TRIGGER shop_refund_shipping ON shop_refund;
DROP FUNCTION shop_guard_refund_lines();
DROP FUNCTION shop_guard_refund_shipping();
"""


class Migration(migrations.Migration):
    dependencies = [("shop", "0022_account_once_each")]

    operations = [migrations.RunSQL(FUNCTIONS, DROP)]
