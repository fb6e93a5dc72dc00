from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0007_first_prices")]

    operations = [
        migrations.RemoveConstraint(model_name="stockhold", name="hold_once"),
        migrations.AddConstraint(
            model_name="stockhold",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "held")), fields=("line", "stock"), name="hold_once"
            ),
        ),
    ]
