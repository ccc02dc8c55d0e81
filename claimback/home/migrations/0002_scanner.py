"""The firms that are to be counted, across firms: never counted, or changed since and due."""

from django.db import migrations

DUE_TALLIES = """
GRANT SELECT (firm_id, id, member_id, counted_until, due_at) ON home_tally TO claimback_scanner;
CREATE POLICY scanner_reads ON home_tally FOR SELECT TO claimback_scanner USING (true);
SET LOCAL ROLE claimback_scanner;
CREATE FUNCTION scanner.due_tallies(_limit integer) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT f.id, f.id FROM tenancy_firm f LEFT JOIN home_tally t ON t.firm_id = f.id AND t.member_id IS NULL
    WHERE t.id IS NULL OR (t.due_at <= now()
        AND EXISTS (SELECT FROM audit_seal s WHERE s.firm_id = f.id AND s.number > t.counted_until))
    ORDER BY t.due_at NULLS FIRST LIMIT _limit
$$;
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("home", "0001_initial"), ("webhooks", "0002_scanner")]

    operations = [migrations.RunSQL(DUE_TALLIES)]
