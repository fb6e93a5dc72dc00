"""Weights are rewritten in place: leave room for that in each page of the table."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("feed", "0002_parts_of_a_score")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE feed_contribution SET (fillfactor = 70)",
            "ALTER TABLE feed_contribution RESET (fillfactor)",
        )
    ]
