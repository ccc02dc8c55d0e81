"""What the sweep of alerts looks for across firms beside those that are due, and how late alerts are."""

from django.db import migrations

from claimback.tenancy.scanner import due_rows_sql

_FUNCTION = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

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
SET LOCAL ROLE claimback_scanner;
CREATE OR REPLACE FUNCTION scanner.alert_backlog() RETURNS TABLE (waiting bigint, oldest_age interval)
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


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0006_alerts")]

    operations = [
        migrations.RunSQL(MORE_OF_ALERTS),
        migrations.RunSQL(ALERT_BACKLOG),
        migrations.RunSQL(STALE_POLICIES),
    ]
