"""What the order desk looks for: the phone's last digits, the recipient, a tracking number, a day."""

from django.db import migrations

INDEXES = {
    "order_group_phone_tail": "shop_ordergroup"
    " (right(regexp_replace((address ->> 'phone'), '[^0-9]', '', 'g'), 4))",
    "order_group_recipient": "shop_ordergroup (lower(address ->> 'recipient') text_pattern_ops)",
    "order_group_placed": "shop_ordergroup (placed_at)",
    "parcel_tracking": "shop_parcel (tracking)",
}


class Migration(migrations.Migration):
    dependencies = [("shop", "0020_click_forgets_names_alone")]

    operations = [
        migrations.RunSQL(f"CREATE INDEX {name} ON {what};", f"DROP INDEX {name};")
        for name, what in INDEXES.items()
    ]
