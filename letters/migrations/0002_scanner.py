"""Readings that were asked for and not made."""

from django.db import migrations

from claimback.tenancy.scanner import due_rows_sql

WAITING_READINGS = due_rows_sql(
    "waiting_readings",
    table="letters_reading",
    columns=["state", "updated_at"],
    due="t.state = 'requested'",
    order="t.updated_at",
)


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_initial")]

    operations = [migrations.RunSQL(WAITING_READINGS)]
