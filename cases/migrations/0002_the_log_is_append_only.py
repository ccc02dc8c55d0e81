"""The correspondence is append-only by rights: a correction is a new entry."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [migrations.RunSQL("REVOKE UPDATE, DELETE ON cases_correspondence FROM claimback_app")]
