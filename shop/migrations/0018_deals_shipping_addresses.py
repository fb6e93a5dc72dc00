import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0017_no_single_parcel"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DealTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("taken", models.PositiveIntegerField(default=0)),
                ("most", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "buyer of a deal",
                "verbose_name_plural": "buyers of a deal",
            },
        ),
        migrations.CreateModel(
            name="FlashDeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "price",
                    models.BigIntegerField(help_text="Minor units (fen).", verbose_name="price"),
                ),
                (
                    "quantity",
                    models.PositiveIntegerField(
                        help_text="Taken out of the stock for this deal.", verbose_name="pieces"
                    ),
                ),
                (
                    "per_user_limit",
                    models.PositiveSmallIntegerField(default=1, verbose_name="pieces a person"),
                ),
                ("starts_at", models.DateTimeField(verbose_name="starts at")),
                ("ends_at", models.DateTimeField(verbose_name="ends at")),
                ("is_stopped", models.BooleanField(default=False, verbose_name="stopped")),
            ],
            options={
                "verbose_name": "flash deal",
                "verbose_name_plural": "flash deals",
            },
        ),
        migrations.CreateModel(
            name="ShippingRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "regions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2),
                        blank=True,
                        default=list,
                        help_text="None: everywhere that no other rule names.",
                        size=None,
                        verbose_name="regions",
                    ),
                ),
                ("is_served", models.BooleanField(default=True, verbose_name="ships there")),
                (
                    "fee",
                    models.BigIntegerField(
                        default=0,
                        help_text="Minor units (fen), for the first weight.",
                        verbose_name="fee",
                    ),
                ),
                (
                    "free_from",
                    models.BigIntegerField(
                        blank=True,
                        help_text="Minor units of goods; empty: never.",
                        null=True,
                        verbose_name="free from",
                    ),
                ),
                (
                    "first_grams",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Grams; empty: whatever it weighs.",
                        null=True,
                        verbose_name="first weight",
                    ),
                ),
                (
                    "step_grams",
                    models.PositiveIntegerField(
                        blank=True, help_text="Grams.", null=True, verbose_name="each further"
                    ),
                ),
                (
                    "step_fee",
                    models.BigIntegerField(
                        default=0,
                        help_text="Minor units, for each further weight begun.",
                        verbose_name="costs more",
                    ),
                ),
            ],
            options={
                "verbose_name": "shipping rule",
                "verbose_name_plural": "shipping rules",
            },
        ),
        migrations.AddField(
            model_name="address",
            name="country",
            field=models.CharField(default="CN", max_length=2, verbose_name="country"),
        ),
        migrations.AddField(
            model_name="address",
            name="is_default",
            field=models.BooleanField(default=False, verbose_name="default"),
        ),
        migrations.AddField(
            model_name="address",
            name="province",
            field=models.CharField(blank=True, max_length=2, verbose_name="province"),
        ),
        migrations.AddField(
            model_name="cartline",
            name="is_saved",
            field=models.BooleanField(default=False, verbose_name="saved for later"),
        ),
        migrations.AddField(
            model_name="sku",
            name="weight",
            field=models.PositiveIntegerField(
                default=0, help_text="With what it is packed in.", verbose_name="weight in grams"
            ),
        ),
        migrations.AddField(
            model_name="stock",
            name="closes_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="stock",
            name="opens_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="store",
            name="shipping_by",
            field=models.CharField(
                choices=[
                    ("flat", "One fee, wherever it goes"),
                    ("rules", "By region and weight, as the rules say"),
                ],
                default="flat",
                max_length=10,
                verbose_name="shipping costs",
            ),
        ),
        migrations.AlterField(
            model_name="coupon",
            name="ends_at",
            field=models.DateTimeField(verbose_name="ends at"),
        ),
        migrations.AlterField(
            model_name="coupon",
            name="starts_at",
            field=models.DateTimeField(verbose_name="starts at"),
        ),
        migrations.AddIndex(
            model_name="stock",
            index=models.Index(
                condition=models.Q(("closes_at__isnull", False)),
                fields=["closes_at"],
                name="stock_of_deals",
            ),
        ),
        migrations.AddConstraint(
            model_name="address",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)),
                fields=("user",),
                name="address_default_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="cartline",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_saved", False), ("is_selected", False), _connector="OR"),
                name="cart_line_saved",
            ),
        ),
        migrations.AddConstraint(
            model_name="stock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closes_at", None), ("opens_at", None)),
                    ("closes_at__gte", models.F("opens_at")),
                    _connector="OR",
                ),
                name="stock_period",
            ),
        ),
        migrations.AddField(
            model_name="dealtally",
            name="buyer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deal_tallies",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="flashdeal",
            name="sku",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deals",
                to="shop.sku",
                verbose_name="variant",
            ),
        ),
        migrations.AddField(
            model_name="dealtally",
            name="deal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tallies",
                to="shop.flashdeal",
            ),
        ),
        migrations.AddField(
            model_name="shippingrule",
            name="store",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="shipping_rules",
                to="shop.store",
                verbose_name="store",
            ),
        ),
        migrations.AddIndex(
            model_name="flashdeal",
            index=models.Index(fields=["sku", "ends_at"], name="deal_of_sku"),
        ),
        migrations.AddConstraint(
            model_name="flashdeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("per_user_limit__gt", 0), ("price__gt", 0), ("quantity__gt", 0)
                ),
                name="deal_figures",
            ),
        ),
        migrations.AddConstraint(
            model_name="flashdeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="deal_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="dealtally",
            constraint=models.UniqueConstraint(fields=("deal", "buyer"), name="deal_tally_once"),
        ),
        migrations.AddConstraint(
            model_name="dealtally",
            constraint=models.CheckConstraint(
                condition=models.Q(("taken__lte", models.F("most"))), name="deal_tally_limit"
            ),
        ),
        migrations.AddConstraint(
            model_name="shippingrule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("regions", [])),
                fields=("store",),
                name="shipping_rule_elsewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="shippingrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fee__gte", 0),
                    ("step_fee__gte", 0),
                    models.Q(("free_from", None), ("free_from__gt", 0), _connector="OR"),
                ),
                name="shipping_rule_fees",
            ),
        ),
        migrations.AddConstraint(
            model_name="shippingrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_grams", None), ("step_grams", None)),
                    models.Q(("first_grams__isnull", False), ("step_grams__gt", 0)),
                    _connector="OR",
                ),
                name="shipping_rule_weights",
            ),
        ),
    ]
