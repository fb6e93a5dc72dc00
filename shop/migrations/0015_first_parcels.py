"""Orders that were shipped as a whole become orders with one parcel."""

from django.db import migrations

PARCELS = """
INSERT INTO shop_parcel (order_id, carrier, tracking, shipped_at)
SELECT id, carrier, coalesce(nullif(tracking, ''), number), shipped_at FROM shop_storeorder
 WHERE shipped_at IS NOT NULL
ON CONFLICT DO NOTHING;

INSERT INTO shop_parcelline (parcel_id, line_id, quantity)
SELECT p.id, h.line_id, sum(h.quantity) FROM shop_parcel p
  JOIN shop_orderline l ON l.order_id = p.order_id
  JOIN shop_stockhold h ON h.line_id = l.id AND h.status = 'shipped'
 GROUP BY p.id, h.line_id
ON CONFLICT DO NOTHING;

UPDATE shop_storeorder SET receive_by = shipped_at + interval '15 days'
 WHERE status = 'shipped' AND receive_by IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("shop", "0014_parcels_and_cases")]

    operations = [migrations.RunSQL(PARCELS, migrations.RunSQL.noop)]
