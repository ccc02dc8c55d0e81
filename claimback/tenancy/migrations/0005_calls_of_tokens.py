from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0004_support_reads")]

    operations = [
        migrations.AddField(
            model_name="token",
            name="calls",
            field=models.JSONField(
                db_default={},
                default=dict,
                editable=False,
                help_text="Calls of the API by the firm's day, as 2026-11-23; days without any are left out.",
            ),
        ),
    ]
