"""Which connections may speak for a domain: the one question of a sign-in that is asked before a firm is known.

The scanner reads no issuer, no secret and no member; whoever asks named the domain.
"""

from django.db import migrations

SCANNER = """
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


class Migration(migrations.Migration):
    dependencies = [("firms", "0001_initial")]

    operations = [migrations.RunSQL(SCANNER)]
