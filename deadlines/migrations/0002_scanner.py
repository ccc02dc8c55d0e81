"""What the docket's sweeps look for across firms, and how late alerts are."""

from django.db import migrations

from claimback.tenancy.scanner import due_rows_sql

_FUNCTION = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

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

# Whose feed it is, by what is kept of its address: the door then lets that member in as they stand now.
FEED_MEMBER = f"""
GRANT SELECT (firm_id, id, member_id, digest, revoked_at) ON deadlines_calendarfeed TO claimback_scanner;
CREATE POLICY scanner_reads ON deadlines_calendarfeed FOR SELECT TO claimback_scanner USING (true);
SET LOCAL ROLE claimback_scanner;
CREATE FUNCTION scanner.feed_member(_slug text, _digest text) RETURNS TABLE (firm_id uuid, id uuid)
{_FUNCTION} AS $$
    SELECT f.id, t.member_id FROM tenancy_firm f JOIN deadlines_calendarfeed t ON t.firm_id = f.id
    WHERE f.slug = _slug AND t.digest = decode(_digest, 'hex') AND t.revoked_at IS NULL
$$;
RESET ROLE;
"""

# Alerts that nobody acknowledged in time; and those that one mail carried, for what its provider tells of it.
MORE_OF_ALERTS = f"""
GRANT SELECT (escalate_at, mail_id, attempts) ON deadlines_alert TO claimback_scanner;
SET LOCAL ROLE claimback_scanner;
CREATE FUNCTION scanner.due_escalations(_limit integer) RETURNS TABLE (firm_id uuid, id uuid) {_FUNCTION} AS $$
    SELECT t.firm_id, t.id FROM deadlines_alert t WHERE t.escalate_at <= now() ORDER BY t.escalate_at LIMIT _limit
$$;
CREATE FUNCTION scanner.alerts_of_mail(_mail uuid) RETURNS TABLE (firm_id uuid, id uuid) {_FUNCTION} AS $$
    SELECT t.firm_id, t.id FROM deadlines_alert t WHERE t.mail_id = _mail
$$;
RESET ROLE;
"""

# What waits for the end of quiet hours, or for a digest, was not tried yet and is not due to be: it is not late.
ALERT_BACKLOG = f"""
GRANT SELECT (due_at) ON deadlines_alert TO claimback_scanner;
SET LOCAL ROLE claimback_scanner;
CREATE FUNCTION scanner.alert_backlog() RETURNS TABLE (waiting bigint, oldest_age interval)
{_FUNCTION} AS $$
    SELECT count(*), coalesce(now() - min(t.due_at), interval '0')
    FROM deadlines_alert t
    WHERE t.state IN ('planned', 'sending') AND t.due_at < now() - interval '15 minutes'
        AND (t.attempts > 0 OR t.next_attempt_at < now() - interval '15 minutes')
$$;
RESET ROLE;
"""

# Policies that planned alerts do not follow yet, unless somebody is at it.
STALE_POLICIES = due_rows_sql(
    "stale_policies",
    table="deadlines_alertpolicy",
    columns=["version", "applied_version", "applying_until"],
    due="t.applied_version < t.version AND (t.applying_until IS NULL OR t.applying_until < now())",
    order="t.applying_until NULLS FIRST",
)

# Runs that wait, and those whose worker died.
WAITING_RUNS = due_rows_sql(
    "waiting_runs",
    table="deadlines_impactrun",
    columns=["state", "updated_at"],
    due="""t.state = 'requested'
        OR (t.state = 'running' AND t.updated_at < now() - interval '2 minutes')""",
    order="t.updated_at",
)

# Firms that no run has brought to the law of this fingerprint.
FIRMS_WITHOUT_RUN = f"""
GRANT SELECT (law) ON deadlines_impactrun TO claimback_scanner;
SET LOCAL ROLE claimback_scanner;
CREATE FUNCTION scanner.firms_without_run(_law text, _limit integer) RETURNS TABLE (firm_id uuid, id uuid)
{_FUNCTION} AS $$
    SELECT f.id, f.id FROM tenancy_firm f
    WHERE NOT EXISTS (SELECT FROM deadlines_impactrun r WHERE r.firm_id = f.id AND r.law = _law)
    ORDER BY f.id LIMIT _limit
$$;
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial"), ("tenancy", "0002_front_door")]

    operations = [
        migrations.RunSQL(DUE_ALERTS),
        migrations.RunSQL(DUE_DEADLINES),
        migrations.RunSQL(RIPE_EVENTS),
        migrations.RunSQL(FEED_MEMBER),
        migrations.RunSQL(MORE_OF_ALERTS),
        migrations.RunSQL(ALERT_BACKLOG),
        migrations.RunSQL(STALE_POLICIES),
        migrations.RunSQL(WAITING_RUNS),
        migrations.RunSQL(FIRMS_WITHOUT_RUN),
    ]
