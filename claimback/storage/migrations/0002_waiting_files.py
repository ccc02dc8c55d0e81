"""Files that were received and wait to be looked at."""

from django.db import migrations

from claimback.tenancy.scanner import due_rows_sql

FUNCTION = due_rows_sql(
    "waiting_files",
    table="storage_storedfile",
    columns=["state", "updated_at"],
    due="""t.state = 'received'""",
    order="t.updated_at",
)


class Migration(migrations.Migration):
    dependencies = [("storage", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTION)]
