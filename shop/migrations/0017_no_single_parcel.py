from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("shop", "0016_guard_parcels_and_cases")]

    operations = [
        migrations.RemoveField(model_name="storeorder", name="carrier"),
        migrations.RemoveField(model_name="storeorder", name="tracking"),
    ]
