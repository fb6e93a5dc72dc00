import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_verbose_names"),
        ("feed", "0012_fairness"),
        ("notes", "0007_review_notes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Forgotten",
            fields=[
                (
                    "reader",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("looked_at", models.DateTimeField()),
                ("acted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "cleared history",
                "verbose_name_plural": "cleared histories",
            },
        ),
        migrations.AddField(
            model_name="historypause",
            name="until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="historypause",
            name="since",
            field=models.DateTimeField(),
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fashion", "Fashion"),
                            ("beauty", "Beauty"),
                            ("food", "Food"),
                            ("home", "Home"),
                            ("travel", "Travel"),
                            ("fitness", "Fitness"),
                            ("tech", "Tech"),
                            ("parenting", "Parenting"),
                            ("pets", "Pets"),
                            ("culture", "Culture"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "wish",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("more", "More of it"),
                            ("less", "Less of it"),
                            ("never", "Never"),
                        ],
                        max_length=5,
                    ),
                ),
                ("forgotten_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="notes.topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "interest",
                "verbose_name_plural": "interests",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("channel", "")),
                        fields=("reader", "topic"),
                        name="interest_topic_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("topic", None)),
                        fields=("reader", "channel"),
                        name="interest_channel_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("topic", None), ("channel", ""), _connector="XOR"),
                        name="interest_topic_or_channel",
                    ),
                ],
            },
        ),
    ]
