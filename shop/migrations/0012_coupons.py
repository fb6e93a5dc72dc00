import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0011_gateways"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="address",
            name="used_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.CreateModel(
            name="Coupon",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=core.ids.short_id, editable=False, max_length=11, unique=True
                    ),
                ),
                (
                    "issuer",
                    models.CharField(
                        choices=[
                            ("store", "Store"),
                            ("platform", "Platform"),
                            ("creator", "Creator"),
                        ],
                        default="store",
                        max_length=10,
                        verbose_name="given by",
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="title")),
                (
                    "code",
                    models.CharField(
                        blank=True,
                        help_text="Whoever types it has the coupon; empty: none.",
                        max_length=20,
                        null=True,
                        unique=True,
                        verbose_name="code",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("amount", "Amount off"), ("percent", "Per cent off")],
                        default="amount",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "value",
                    models.BigIntegerField(
                        help_text="Minor units (fen), or per cent from 1 to 90.",
                        verbose_name="value",
                    ),
                ),
                (
                    "cap",
                    models.BigIntegerField(
                        blank=True,
                        help_text="Minor units; for a per cent coupon.",
                        null=True,
                        verbose_name="at most",
                    ),
                ),
                (
                    "minimum",
                    models.BigIntegerField(
                        default=0,
                        help_text="Minor units, of the goods it is for.",
                        verbose_name="minimum spend",
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("all", "Everything"),
                            ("products", "Chosen products"),
                            ("category", "A category"),
                        ],
                        default="all",
                        max_length=10,
                        verbose_name="good for",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                (
                    "total_limit",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Empty: as many as are asked for.",
                        null=True,
                        verbose_name="how many",
                    ),
                ),
                (
                    "per_user_limit",
                    models.PositiveSmallIntegerField(default=1, verbose_name="how many a person"),
                ),
                (
                    "claimed",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="claimed"),
                ),
                (
                    "is_listed",
                    models.BooleanField(
                        default=True,
                        help_text="On pages of the store and its products.",
                        verbose_name="shown",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="running")),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shop.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "creator",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who hands it out in notes.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="coupons_given",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="creator",
                    ),
                ),
                (
                    "products",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="shop.product", verbose_name="products"
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who pays for it; empty: the platform.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="coupons",
                        to="shop.store",
                        verbose_name="store",
                    ),
                ),
            ],
            options={
                "verbose_name": "coupon",
                "verbose_name_plural": "coupons",
            },
        ),
        migrations.CreateModel(
            name="CouponClaim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=core.ids.short_id, editable=False, max_length=11, unique=True
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("most", models.PositiveSmallIntegerField()),
                ("source", models.CharField(blank=True, max_length=40)),
                ("claimed_at", models.DateTimeField(verbose_name="claimed at")),
                (
                    "coupon",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="shop.coupon",
                        verbose_name="coupon",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coupon_claims",
                        to="shop.ordergroup",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="coupon_claims",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "claimed coupon",
                "verbose_name_plural": "claimed coupons",
            },
        ),
        migrations.CreateModel(
            name="CouponUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="amount")),
                ("used_at", models.DateTimeField(verbose_name="used at")),
                (
                    "returned_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="returned at"),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="shop.couponclaim",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coupon_uses",
                        to="shop.ordergroup",
                        verbose_name="order group",
                    ),
                ),
            ],
            options={
                "verbose_name": "used coupon",
                "verbose_name_plural": "used coupons",
            },
        ),
        migrations.AddIndex(
            model_name="coupon",
            index=models.Index(fields=["store", "ends_at"], name="coupon_of_store"),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "amount"), ("value__gt", 0)),
                    models.Q(("kind", "percent"), ("value__gt", 0), ("value__lte", 90)),
                    _connector="OR",
                ),
                name="coupon_value",
            ),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cap", None), ("cap__gt", 0), _connector="OR"), ("minimum__gte", 0)
                ),
                name="coupon_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("creator", None), ("issuer", "platform"), ("store", None)),
                    models.Q(("creator", None), ("issuer", "store"), ("store__isnull", False)),
                    models.Q(
                        ("creator__isnull", False), ("issuer", "creator"), ("store__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="coupon_has_payer",
            ),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("category__isnull", False), ("scope", "category")),
                    models.Q(models.Q(("scope", "category"), _negated=True), ("category", None)),
                    _connector="OR",
                ),
                name="coupon_scope",
            ),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="coupon_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("total_limit", None),
                    ("claimed__lte", models.F("total_limit")),
                    _connector="OR",
                ),
                name="coupon_not_overclaimed",
            ),
        ),
        migrations.AddConstraint(
            model_name="coupon",
            constraint=models.CheckConstraint(
                condition=models.Q(("per_user_limit__gte", 1), ("per_user_limit__lte", 20)),
                name="coupon_per_user",
            ),
        ),
        migrations.AddIndex(
            model_name="couponclaim",
            index=models.Index(
                condition=models.Q(("group", None)), fields=["user", "-id"], name="coupon_unused"
            ),
        ),
        migrations.AddConstraint(
            model_name="couponclaim",
            constraint=models.UniqueConstraint(
                fields=("coupon", "user", "number"), name="coupon_claim_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="couponclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1), ("number__lte", models.F("most"))),
                name="coupon_claim_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="couponuse",
            constraint=models.UniqueConstraint(
                condition=models.Q(("returned_at", None)),
                fields=("claim",),
                name="coupon_used_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="couponuse",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="coupon_use_amount"
            ),
        ),
    ]
