"""What the docket's sweeps look for across firms, and how late alerts are."""

from django.db import migrations

from claimback.tenancy.scanner import due_rows_sql

# Alerts that are due, and those whose sender died: the lease has run out.
DUE_ALERTS = due_rows_sql(
    "due_alerts",
    table="deadlines_alert",
    columns=["state", "next_attempt_at", "lease_until"],
    due="""t.state IN ('planned', 'sending') AND t.next_attempt_at <= now()
        AND (t.state = 'planned' OR t.lease_until < now())""",
    order="t.next_attempt_at",
)

# A day is over everywhere once it is over at UTC-12, and has begun somewhere once it has begun at UTC+14.
DUE_DEADLINES = due_rows_sql(
    "due_deadlines",
    table="deadlines_deadline",
    columns=["state", "due_on", "due_at", "sort_on"],
    due="""t.state = 'open' AND t.sort_on <= (now() AT TIME ZONE 'Etc/GMT-14')::date
        AND (t.due_on < (now() AT TIME ZONE 'Etc/GMT+12')::date OR t.due_at < now())""",
    order="t.sort_on",
)

# Events that were recorded ahead of their day, on that day and the two after it.
RIPE_EVENTS = (
    'CREATE INDEX deadlines_event_by_day ON cases_event ("on");'
    + due_rows_sql(
        "ripe_events",
        table="cases_event",
        columns=['"on"', "withdrawn", "created_at"],
        due="""NOT t.withdrawn AND (t.created_at AT TIME ZONE 'Etc/GMT+12')::date < t."on"
            AND t."on" BETWEEN (now() AT TIME ZONE 'Etc/GMT+12')::date - 1
            AND (now() AT TIME ZONE 'Etc/GMT-14')::date""",
        order='t."on"',
    )
)

ALERT_BACKLOG = """
GRANT SELECT (due_at) ON deadlines_alert TO claimback_scanner;
SET LOCAL ROLE claimback_scanner;
CREATE FUNCTION scanner.alert_backlog() RETURNS TABLE (waiting bigint, oldest_age interval)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(*), coalesce(now() - min(t.due_at), interval '0')
    FROM deadlines_alert t
    WHERE t.state IN ('planned', 'sending') AND t.due_at < now() - interval '15 minutes'
$$;
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial"), ("tenancy", "0002_front_door")]

    operations = [
        migrations.RunSQL(DUE_ALERTS),
        migrations.RunSQL(DUE_DEADLINES),
        migrations.RunSQL(RIPE_EVENTS),
        migrations.RunSQL(ALERT_BACKLOG),
    ]
