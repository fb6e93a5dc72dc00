from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feed", "0013_history"),
    ]

    operations = [
        migrations.AddField(
            model_name="notescore",
            name="blamed_by",
            field=models.FloatField(db_default=0, default=0, verbose_name="voices against it"),
        ),
        migrations.AddField(
            model_name="notescore",
            name="blame",
            field=models.FloatField(db_default=0, default=0, verbose_name="blame in V"),
        ),
        migrations.AddField(
            model_name="notescore",
            name="doubt",
            field=models.FloatField(
                db_default=0,
                default=0,
                help_text="What too few independent voices vouch for.",
                verbose_name="doubt in V",
            ),
        ),
        migrations.AddField(
            model_name="notescore",
            name="newcomer_blamed_by",
            field=models.FloatField(db_default=0, default=0, verbose_name="newcomers against it"),
        ),
        migrations.AddField(
            model_name="notescore",
            name="newcomer_blame",
            field=models.FloatField(db_default=0, default=0, verbose_name="blame by newcomers"),
        ),
        migrations.AddField(
            model_name="notescore",
            name="newcomer_praised_by",
            field=models.FloatField(db_default=0, default=0, verbose_name="newcomers for it"),
        ),
        migrations.AddField(
            model_name="notescore",
            name="praised_by",
            field=models.FloatField(db_default=0, default=0, verbose_name="voices for it"),
        ),
    ]
