"""What staff read beside sums: they type yuan by now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0025_papers_as_pdf"),
    ]

    operations = [
        migrations.AlterField(
            model_name="coupon",
            name="cap",
            field=models.BigIntegerField(
                blank=True,
                help_text="For a per cent coupon; empty: no end.",
                null=True,
                verbose_name="at most",
            ),
        ),
        migrations.AlterField(
            model_name="coupon",
            name="minimum",
            field=models.BigIntegerField(
                default=0,
                help_text="Of the goods it is for; 0: none.",
                verbose_name="minimum spend",
            ),
        ),
        migrations.AlterField(
            model_name="coupon",
            name="value",
            field=models.BigIntegerField(
                help_text="A sum, or per cent: a whole number from 1 to 90.", verbose_name="value"
            ),
        ),
        migrations.AlterField(
            model_name="flashdeal",
            name="price",
            field=models.BigIntegerField(verbose_name="price"),
        ),
        migrations.AlterField(
            model_name="outboundoffer",
            name="last_price",
            field=models.BigIntegerField(
                blank=True,
                help_text="What it costs there.",
                null=True,
                verbose_name="last known price",
            ),
        ),
        migrations.AlterField(
            model_name="saleprice",
            name="price",
            field=models.BigIntegerField(verbose_name="sale price"),
        ),
        migrations.AlterField(
            model_name="shippingrule",
            name="fee",
            field=models.BigIntegerField(
                default=0, help_text="For the first weight.", verbose_name="fee"
            ),
        ),
        migrations.AlterField(
            model_name="shippingrule",
            name="free_from",
            field=models.BigIntegerField(
                blank=True,
                help_text="Sum of the goods; empty: never.",
                null=True,
                verbose_name="free from",
            ),
        ),
        migrations.AlterField(
            model_name="shippingrule",
            name="step_fee",
            field=models.BigIntegerField(
                default=0, help_text="For each further weight begun.", verbose_name="costs more"
            ),
        ),
        migrations.AlterField(
            model_name="sku",
            name="price",
            field=models.BigIntegerField(verbose_name="price"),
        ),
        migrations.AlterField(
            model_name="store",
            name="free_shipping_from",
            field=models.BigIntegerField(
                blank=True,
                help_text="Sum of the goods; empty: never.",
                null=True,
                verbose_name="free shipping from",
            ),
        ),
        migrations.AlterField(
            model_name="store",
            name="shipping_fee",
            field=models.BigIntegerField(
                default=0, help_text="For each order.", verbose_name="shipping fee"
            ),
        ),
    ]
