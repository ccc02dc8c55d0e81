"""What is asked across firms about people: an invitation by its link, mails that are due, licences about to expire."""

from django.db import migrations

from claimback.tenancy.scanner import due_rows_sql

# Whoever asks has the link's secret; they learn which row it opens, and read it in the firm's scope.
INVITATION = """
GRANT SELECT (id, firm_id, digest) ON firms_invitation TO claimback_scanner;
CREATE POLICY scanner_reads ON firms_invitation FOR SELECT TO claimback_scanner USING (true);
CREATE INDEX firms_invitation_by_digest ON firms_invitation (digest);
SET LOCAL ROLE claimback_scanner;
CREATE FUNCTION scanner.invitation_of(_digest bytea) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT i.firm_id, i.id FROM firms_invitation i WHERE i.digest = _digest
$$;
RESET ROLE;
"""

DUE_NOTICES = due_rows_sql(
    "due_notices",
    table="firms_notice",
    columns=["state", "next_attempt_at", "lease_until", "licence_id", "expires_on", "days"],
    due="""t.state IN ('planned', 'sending') AND t.next_attempt_at <= now()
        AND (t.state = 'planned' OR t.lease_until < now())""",
    order="t.next_attempt_at",
)

# Told once at each of 60, 30 and 7 days; a renewal has another last day, and begins again.
EXPIRING_LICENCES = (
    "CREATE INDEX firms_licence_by_expiry ON tenancy_licence (expires_on) WHERE ended_on IS NULL;"
    + due_rows_sql(
        "expiring_licences",
        table="tenancy_licence",
        columns=["expires_on", "ended_on"],
        due="""t.ended_on IS NULL AND t.expires_on BETWEEN now()::date AND now()::date + 60
            AND NOT EXISTS (SELECT FROM firms_notice n
                WHERE n.firm_id = t.firm_id AND n.licence_id = t.id AND n.expires_on = t.expires_on
                  AND n.days <= CASE WHEN t.expires_on - now()::date <= 7 THEN 7
                                     WHEN t.expires_on - now()::date <= 30 THEN 30 ELSE 60 END)""",
        order="t.expires_on",
    )
)


class Migration(migrations.Migration):
    dependencies = [("firms", "0003_people"), ("tenancy", "0002_front_door")]

    operations = [
        migrations.RunSQL(INVITATION),
        migrations.RunSQL(DUE_NOTICES),
        migrations.RunSQL(EXPIRING_LICENCES),
    ]
