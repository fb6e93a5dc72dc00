"""Until when a product shows the price of a flash deal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0026_sums_in_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="deal_ends_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="deal ends at"),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                condition=models.Q(("deal_ends_at__isnull", False)),
                fields=["deal_ends_at"],
                name="product_in_deal",
            ),
        ),
    ]
