"""Alerts that are due, and those whose sender died: the lease has run out."""

from django.db import migrations

from claimback.tenancy.scanner import due_rows_sql

FUNCTION = due_rows_sql(
    "due_alerts",
    table="deadlines_alert",
    columns=["state", "next_attempt_at", "lease_until"],
    due="""t.state IN ('planned', 'sending') AND t.next_attempt_at <= now()
        AND (t.state = 'planned' OR t.lease_until < now())""",
    order="t.next_attempt_at",
)


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTION)]
