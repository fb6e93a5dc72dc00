"""The unique constraints that begin with the note find its rows: a second index only costs."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notes", "0004_topic_follow"),
    ]

    operations = [
        migrations.AlterField(
            model_name="noteslide",
            name="note",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="slides",
                to="notes.note",
            ),
        ),
        migrations.AlterField(
            model_name="producttag",
            name="note",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="product_tags",
                to="notes.note",
            ),
        ),
    ]
