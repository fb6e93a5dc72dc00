import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feed", "0009_search_words_for_staff"),
        ("notes", "0006_verdict"),
    ]

    operations = [
        migrations.CreateModel(
            name="Remark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "block",
                    models.CharField(
                        choices=[
                            ("pros", "Good"),
                            ("cons", "Less good"),
                            ("suits", "Suits"),
                            ("not_for", "Not for"),
                            ("alternatives", "Alternatives"),
                        ],
                        max_length=12,
                        verbose_name="kind of remark",
                    ),
                ),
                ("text", models.CharField(max_length=80, verbose_name="text")),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remarks",
                        to="notes.note",
                        verbose_name="note",
                    ),
                ),
            ],
            options={
                "verbose_name": "remark",
                "verbose_name_plural": "remarks",
                "constraints": [
                    models.UniqueConstraint(fields=("note", "block"), name="remark_once")
                ],
            },
        ),
    ]
