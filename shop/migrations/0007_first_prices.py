"""The history begins with what every variant costs now."""

from django.db import migrations

FIRST = """
INSERT INTO shop_pricechange (sku_id, price, at)
SELECT sku.id, sku.price, STATEMENT_TIMESTAMP() FROM shop_sku sku
 WHERE NOT EXISTS (SELECT FROM shop_pricechange known WHERE known.sku_id = sku.id)
"""


class Migration(migrations.Migration):
    dependencies = [("shop", "0006_sale_prices")]

    operations = [migrations.RunSQL(FIRST, migrations.RunSQL.noop)]
