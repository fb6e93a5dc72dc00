import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notes", "0005_one_index_each"),
        ("shop", "0012_coupons"),
    ]

    operations = [
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "note",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="verdict",
                        serialize=False,
                        to="notes.note",
                    ),
                ),
                (
                    "pros",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="Good",
                    ),
                ),
                (
                    "cons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="Less good",
                    ),
                ),
                (
                    "suits",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="Suits",
                    ),
                ),
                (
                    "not_for",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="Not for",
                    ),
                ),
                (
                    "alternatives",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="Alternatives",
                    ),
                ),
                (
                    "used_weeks",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="weeks in use"
                    ),
                ),
                (
                    "price_paid",
                    models.BigIntegerField(
                        blank=True,
                        help_text="Minor units (fen).",
                        null=True,
                        verbose_name="price paid",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="verdicts",
                        to="shop.product",
                    ),
                ),
            ],
            options={
                "verbose_name": "verdict",
                "verbose_name_plural": "verdicts",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("price_paid", None), ("price_paid__gte", 0), _connector="OR"
                        ),
                        name="verdict_price_paid",
                    )
                ],
            },
        ),
    ]
