"""The database refuses entries that do not sum to zero, and edits of what was booked.

The pairs of payouts are written out; tests/shop/test_machines.py compares them with
shop/machines.py.
"""

from django.db import migrations

PAIRS = {"shop_payout": ["proposed>sent", "proposed>failed", "sent>failed"]}

GUARDS = """
CREATE FUNCTION shop_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    booked bigint;
BEGIN
    IF TG_TABLE_NAME = 'shop_entry' THEN
        booked := NEW.id;
    ELSE
        booked := NEW.entry_id;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM shop_line WHERE entry_id = booked) THEN
        RAISE EXCEPTION 'entry % has no lines', booked USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM shop_line l JOIN shop_account a ON a.id = l.account_id
        WHERE l.entry_id = booked GROUP BY a.currency HAVING sum(l.amount) <> 0
    ) THEN
        RAISE EXCEPTION 'entry % does not sum to zero', booked USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM shop_line l JOIN shop_entry e ON e.id = l.entry_id
        WHERE l.entry_id = booked AND l.at <> e.at
    ) THEN
        RAISE EXCEPTION 'a line of entry % has another time', booked
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER shop_entry_balances AFTER INSERT ON shop_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop_entry_balances();
CREATE CONSTRAINT TRIGGER shop_line_balances AFTER INSERT ON shop_line
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop_entry_balances();

CREATE FUNCTION shop_booked_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER shop_entry_append_only BEFORE UPDATE OR DELETE ON shop_entry
    FOR EACH ROW EXECUTE FUNCTION shop_booked_for_good();
CREATE TRIGGER shop_line_append_only BEFORE UPDATE OR DELETE ON shop_line
    FOR EACH ROW EXECUTE FUNCTION shop_booked_for_good();

CREATE FUNCTION shop_account_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'balance' <> to_jsonb(OLD) - 'balance' THEN
        RAISE EXCEPTION 'of an account the balance alone changes'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER shop_account_stays BEFORE UPDATE ON shop_account
    FOR EACH ROW EXECUTE FUNCTION shop_account_stays();

CREATE TRIGGER shop_payout_states BEFORE UPDATE OF status ON shop_payout
    FOR EACH ROW EXECUTE FUNCTION shop_guard_state('proposed>sent', 'proposed>failed', 'sent>failed');
"""

UNGUARD = """
DROP TRIGGER shop_payout_states ON shop_payout;
DROP TRIGGER shop_account_stays ON shop_account;
DROP TRIGGER shop_line_append_only ON shop_line;
DROP TRIGGER shop_entry_append_only ON shop_entry;
DROP TRIGGER shop_line_balances ON shop_line;
DROP TRIGGER shop_entry_balances ON shop_entry;
DROP FUNCTION shop_account_stays();
DROP FUNCTION shop_booked_for_good();
DROP FUNCTION shop_entry_balances();
"""


class Migration(migrations.Migration):
    dependencies = [("shop", "0009_ledger")]

    operations = [migrations.RunSQL(GUARDS, UNGUARD)]
