"""Peer-to-peer calls are append-only by rights, as the log is; and the promises whose day is over, across firms."""

from django.db import migrations, models

from claimback.tenancy.scanner import due_rows_sql

# A day is over everywhere once it is over at UTC-12.
LAPSED_PROMISES = due_rows_sql(
    "lapsed_promises",
    table="cases_promise",
    columns=["state", "due_on"],
    due="t.state IN ('open', 'confirmed') AND t.due_on < (now() AT TIME ZONE 'Etc/GMT+12')::date",
    order="t.due_on",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_playbooks_and_calls"), ("tenancy", "0002_front_door")]

    operations = [
        migrations.RunSQL("REVOKE UPDATE, DELETE ON cases_peertopeer FROM claimback_app"),
        migrations.AddIndex(
            "promise",
            models.Index(
                fields=["due_on"],
                name="cases_promise_unsettled",
                condition=models.Q(state__in=["open", "confirmed"]),
            ),
        ),
        migrations.RunSQL(LAPSED_PROMISES),
    ]
