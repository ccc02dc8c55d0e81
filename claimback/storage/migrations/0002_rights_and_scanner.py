"""Files that were received and wait to be looked at; who opened what is append-only by rights."""

from django.db import migrations

from claimback.tenancy.scanner import due_rows_sql

WAITING_FILES = due_rows_sql(
    "waiting_files",
    table="storage_storedfile",
    columns=["state", "updated_at", "leased_until"],
    due="t.state = 'received' AND (t.leased_until IS NULL OR t.leased_until < now())",
    order="t.updated_at",
)


class Migration(migrations.Migration):
    dependencies = [("storage", "0001_initial")]

    operations = [
        migrations.RunSQL(WAITING_FILES),
        migrations.RunSQL("REVOKE UPDATE, DELETE ON storage_access FROM claimback_app"),
    ]
