"""What was clicked stays as it was; only deleted accounts take their names away."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION click_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.user_id IS NOT NULL AND NEW.user_id IS DISTINCT FROM OLD.user_id)
       OR (NEW.beneficiary_id IS NOT NULL
           AND NEW.beneficiary_id IS DISTINCT FROM OLD.beneficiary_id)
       OR to_jsonb(NEW) - 'user_id' - 'beneficiary_id'
          <> to_jsonb(OLD) - 'user_id' - 'beneficiary_id' THEN
        RAISE EXCEPTION 'outbound clicks are append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION click_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    OLD.user_id := NEW.user_id;
    IF NEW.user_id IS NOT NULL OR OLD IS DISTINCT FROM NEW THEN
        RAISE EXCEPTION 'outbound clicks are append-only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("shop", "0019_market_orders")]

    operations = [migrations.RunSQL(FUNCTION, BEFORE)]
