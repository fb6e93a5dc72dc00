import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0004_verbose_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RefundLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveIntegerField(verbose_name="quantity")),
                ("amount", models.BigIntegerField(verbose_name="amount")),
            ],
            options={
                "verbose_name": "refunded line",
                "verbose_name_plural": "refunded lines",
            },
        ),
        migrations.RemoveConstraint(
            model_name="ordergroup",
            name="order_group_sum",
        ),
        migrations.RemoveConstraint(
            model_name="refund",
            name="refund_amount",
        ),
        migrations.RemoveConstraint(
            model_name="storeorder",
            name="store_order_sum",
        ),
        migrations.AddField(
            model_name="ordergroup",
            name="discount",
            field=models.BigIntegerField(default=0, verbose_name="discount"),
        ),
        migrations.AddField(
            model_name="orderline",
            name="discount",
            field=models.BigIntegerField(default=0, verbose_name="discount"),
        ),
        migrations.AddField(
            model_name="orderline",
            name="subsidy",
            field=models.BigIntegerField(default=0, verbose_name="paid by the platform"),
        ),
        migrations.AddField(
            model_name="refund",
            name="order",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refunds",
                to="shop.storeorder",
                verbose_name="order",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="shipping",
            field=models.BigIntegerField(default=0, verbose_name="shipping"),
        ),
        migrations.AddField(
            model_name="storeorder",
            name="discount",
            field=models.BigIntegerField(default=0, verbose_name="discount"),
        ),
        migrations.AddConstraint(
            model_name="ordergroup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("discount__gte", 0),
                    ("goods__gte", models.F("discount")),
                    ("shipping__gte", 0),
                    (
                        "total",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("goods"), "+", models.F("shipping")
                            ),
                            "-",
                            models.F("discount"),
                        ),
                    ),
                ),
                name="order_group_sum",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__gte", models.F("discount")),
                    ("discount__gte", models.F("subsidy")),
                    ("subsidy__gte", 0),
                ),
                name="order_line_discount",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__gt", 0), ("amount__gte", models.F("shipping")), ("shipping__gte", 0)
                ),
                name="refund_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="storeorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("discount__gte", 0), ("goods__gte", models.F("discount")), ("shipping__gte", 0)
                ),
                name="store_order_sum",
            ),
        ),
        migrations.AddField(
            model_name="refundline",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refund_lines",
                to="shop.orderline",
            ),
        ),
        migrations.AddField(
            model_name="refundline",
            name="refund",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="shop.refund"
            ),
        ),
        migrations.AddConstraint(
            model_name="refundline",
            constraint=models.UniqueConstraint(fields=("refund", "line"), name="refund_line_once"),
        ),
        migrations.AddConstraint(
            model_name="refundline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0)), name="refund_line_amount"
            ),
        ),
    ]
