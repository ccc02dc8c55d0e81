"""What is asked across firms: who speaks for a domain, an invitation by its link, mails that are due, licences that end."""

from django.db import migrations

from claimback.tenancy.scanner import due_rows_sql

# Which connections may speak for a domain: the one question of a sign-in that is asked before a firm is known. The
# scanner reads no issuer, no secret and no member; whoever asks named the domain.
CONNECTIONS = """
GRANT SELECT (id, firm_id, name, ended_at) ON firms_connection TO claimback_scanner;
GRANT SELECT (firm_id, connection_id, domain, verified_at, ended_at) ON firms_signindomain TO claimback_scanner;
CREATE POLICY scanner_reads ON firms_connection FOR SELECT TO claimback_scanner USING (true);
CREATE POLICY scanner_reads ON firms_signindomain FOR SELECT TO claimback_scanner USING (true);
CREATE INDEX firms_signindomain_by_domain ON firms_signindomain (domain) WHERE verified_at IS NOT NULL;
SET LOCAL ROLE claimback_scanner;
CREATE FUNCTION scanner.connections_of_domain(_domain text)
RETURNS TABLE (firm_id uuid, connection_id uuid, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT d.firm_id, c.id, c.name
    FROM firms_signindomain d JOIN firms_connection c ON c.firm_id = d.firm_id AND c.id = d.connection_id
    WHERE d.domain = _domain AND d.verified_at IS NOT NULL AND d.ended_at IS NULL AND c.ended_at IS NULL
    ORDER BY c.name, c.id LIMIT 20
$$;
RESET ROLE;
"""

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
    dependencies = [("firms", "0001_initial"), ("tenancy", "0002_front_door")]

    operations = [migrations.RunSQL(sql) for sql in (CONNECTIONS, INVITATION, DUE_NOTICES, EXPIRING_LICENCES)]
