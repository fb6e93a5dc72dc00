"""Parcels, what carriers say of them, after-sales cases and invoices."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0002_private_uploads"),
        ("shop", "0013_verification_and_attributes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AfterSale",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        default=core.ids.order_number,
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="number",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("refund", "Refund only"),
                            ("return", "Return and refund"),
                            ("exchange", "Exchange"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("not_wanted", "No longer wanted"),
                            ("defective", "Damaged or faulty"),
                            ("not_as_shown", "Not as described"),
                            ("wrong_item", "Wrong item or missing parts"),
                            ("not_arrived", "Did not arrive"),
                            ("size", "Size or colour does not suit"),
                            ("other", "Something else"),
                        ],
                        max_length=14,
                        verbose_name="reason",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("applied", "Waiting for the store"),
                            ("rejected", "Declined by the store"),
                            ("platform_review", "The platform decides"),
                            ("awaiting_return", "To be sent back"),
                            ("return_shipped", "On its way back"),
                            ("refunding", "Being refunded"),
                            ("reshipping", "Replacement on its way"),
                            ("done", "Done"),
                            ("closed", "Closed"),
                        ],
                        default="applied",
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                ("quantity", models.PositiveIntegerField(verbose_name="quantity")),
                (
                    "asked",
                    models.BigIntegerField(blank=True, null=True, verbose_name="amount asked for"),
                ),
                (
                    "is_unshipped",
                    models.BooleanField(default=False, verbose_name="before shipping"),
                ),
                (
                    "revisions",
                    models.PositiveSmallIntegerField(default=0, verbose_name="times revised"),
                ),
                (
                    "due_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="next deadline"),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                (
                    "back_carrier",
                    models.CharField(
                        blank=True, max_length=40, verbose_name="carrier of the return"
                    ),
                ),
                (
                    "back_tracking",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="tracking number of the return"
                    ),
                ),
                (
                    "restocked",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="pieces restocked"
                    ),
                ),
            ],
            options={
                "verbose_name": "after-sales case",
                "verbose_name_plural": "after-sales cases",
            },
        ),
        migrations.CreateModel(
            name="AfterSaleMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("buyer", "Buyer"), ("store", "Store"), ("platform", "Platform")],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=1000)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "message about a case",
                "verbose_name_plural": "messages about cases",
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence",
                "verbose_name_plural": "evidence",
            },
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("personal", "Person"), ("company", "Company")],
                        default="personal",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                (
                    "tax_number",
                    models.CharField(blank=True, max_length=20, verbose_name="tax number"),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                (
                    "status",
                    models.CharField(
                        choices=[("requested", "Requested"), ("issued", "Issued")],
                        default="requested",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "number",
                    models.CharField(blank=True, max_length=30, verbose_name="invoice number"),
                ),
                (
                    "file",
                    models.CharField(
                        blank=True, editable=False, max_length=120, verbose_name="file"
                    ),
                ),
                ("requested_at", models.DateTimeField(verbose_name="requested at")),
                (
                    "issued_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="issued at"),
                ),
            ],
            options={
                "verbose_name": "invoice",
                "verbose_name_plural": "invoices",
            },
        ),
        migrations.CreateModel(
            name="Parcel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("carrier", models.CharField(max_length=40, verbose_name="carrier")),
                ("tracking", models.CharField(max_length=60, verbose_name="tracking number")),
                ("shipped_at", models.DateTimeField(verbose_name="shipped at")),
                (
                    "delivered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="delivered at"),
                ),
                (
                    "asked_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="carrier last asked at"
                    ),
                ),
            ],
            options={
                "verbose_name": "parcel",
                "verbose_name_plural": "parcels",
            },
        ),
        migrations.CreateModel(
            name="ParcelLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveIntegerField(verbose_name="quantity")),
            ],
            options={
                "verbose_name": "parcel line",
                "verbose_name_plural": "parcel lines",
            },
        ),
        migrations.CreateModel(
            name="TrackingEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("accepted", "Collected by the carrier"),
                            ("in_transit", "On its way"),
                            ("out_for_delivery", "Out for delivery"),
                            ("delivered", "Delivered"),
                            ("problem", "Held up"),
                        ],
                        max_length=16,
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=80)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "tracking event",
                "verbose_name_plural": "tracking events",
            },
        ),
        migrations.AddField(
            model_name="storeorder",
            name="complete_by",
            field=models.DateTimeField(blank=True, null=True, verbose_name="completed at"),
        ),
        migrations.AddField(
            model_name="storeorder",
            name="delivered_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="delivered at"),
        ),
        migrations.AddField(
            model_name="storeorder",
            name="late_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="late since"),
        ),
        migrations.AddField(
            model_name="storeorder",
            name="receive_by",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="received at the latest"
            ),
        ),
        migrations.AddField(
            model_name="storeorder",
            name="received_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="received at"),
        ),
        migrations.AddIndex(
            model_name="storeorder",
            index=models.Index(fields=["store", "-id"], name="store_order_newest"),
        ),
        migrations.AddIndex(
            model_name="storeorder",
            index=models.Index(
                condition=models.Q(("status__in", ["paid", "partly_shipped"])),
                fields=["ship_by"],
                name="store_order_to_ship",
            ),
        ),
        migrations.AddIndex(
            model_name="storeorder",
            index=models.Index(
                condition=models.Q(("status", "shipped")),
                fields=["receive_by"],
                name="store_order_to_receive",
            ),
        ),
        migrations.AddIndex(
            model_name="storeorder",
            index=models.Index(
                condition=models.Q(("status", "received")),
                fields=["complete_by"],
                name="store_order_to_complete",
            ),
        ),
        migrations.AddField(
            model_name="aftersale",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="shop.orderline",
                verbose_name="order line",
            ),
        ),
        migrations.AddField(
            model_name="aftersale",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="shop.storeorder",
                verbose_name="order",
            ),
        ),
        migrations.AddField(
            model_name="aftersale",
            name="refund",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="case",
                to="shop.refund",
                verbose_name="refund",
            ),
        ),
        migrations.AddField(
            model_name="aftersale",
            name="replacement",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="shop.sku",
                verbose_name="replacement",
            ),
        ),
        migrations.AddField(
            model_name="stockhold",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="holds",
                to="shop.aftersale",
            ),
        ),
        migrations.AddField(
            model_name="aftersalemessage",
            name="author",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="aftersalemessage",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="messages",
                to="shop.aftersale",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="message",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="evidence",
                to="shop.aftersalemessage",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="picture",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="media.picture"
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="issued_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="issued by",
            ),
        ),
        migrations.AddField(
            model_name="invoice",
            name="order",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invoice",
                to="shop.storeorder",
                verbose_name="order",
            ),
        ),
        migrations.AddField(
            model_name="parcel",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parcels",
                to="shop.aftersale",
                verbose_name="after-sales case",
            ),
        ),
        migrations.AddField(
            model_name="parcel",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parcels",
                to="shop.storeorder",
                verbose_name="order",
            ),
        ),
        migrations.AddField(
            model_name="parcelline",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parcel_lines",
                to="shop.orderline",
            ),
        ),
        migrations.AddField(
            model_name="parcelline",
            name="parcel",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="shop.parcel"
            ),
        ),
        migrations.AddField(
            model_name="trackingevent",
            name="parcel",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="shop.parcel"
            ),
        ),
        migrations.AddIndex(
            model_name="aftersale",
            index=models.Index(
                condition=models.Q(("status__in", ["done", "closed"]), _negated=True),
                fields=["due_at"],
                name="aftersale_due",
            ),
        ),
        migrations.AddIndex(
            model_name="aftersale",
            index=models.Index(
                condition=models.Q(("status__in", ["done", "closed"]), _negated=True),
                fields=["order"],
                name="aftersale_open_of_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="aftersale",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["done", "closed"]), _negated=True),
                fields=("line",),
                name="aftersale_one_open_a_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="aftersale",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("quantity__gt", 0),
                    models.Q(
                        ("asked", None),
                        models.Q(("asked__gt", 0), ("kind", "refund")),
                        _connector="OR",
                    ),
                    models.Q(
                        ("restocked", None),
                        ("restocked__lte", models.F("quantity")),
                        _connector="OR",
                    ),
                ),
                name="aftersale_sane_figures",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(fields=("message", "picture"), name="evidence_once"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "personal"),
                    models.Q(("tax_number", ""), _negated=True),
                    _connector="OR",
                ),
                name="invoice_company_has_tax",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "issued"), _negated=True),
                    models.Q(models.Q(("number", ""), _negated=True), ("issued_at__isnull", False)),
                    _connector="OR",
                ),
                name="invoice_issued_has_number",
            ),
        ),
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(
                condition=models.Q(("delivered_at", None)),
                fields=["asked_at"],
                name="parcel_on_its_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="parcel",
            constraint=models.UniqueConstraint(
                fields=("order", "carrier", "tracking"), name="parcel_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="parcelline",
            constraint=models.UniqueConstraint(fields=("parcel", "line"), name="parcel_line_once"),
        ),
        migrations.AddConstraint(
            model_name="parcelline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)), name="parcel_line_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="trackingevent",
            constraint=models.UniqueConstraint(
                fields=("parcel", "at", "kind"), name="tracking_event_once"
            ),
        ),
    ]
