"""What of exports waits for a worker, across firms."""

from django.db import migrations

from claimback.tenancy.scanner import due_rows_sql

# Those that wait, and those whose maker gave no sign of progress for ten minutes.
WAITING_EXPORTS = due_rows_sql(
    "waiting_exports",
    table="exports_export",
    columns=["state", "updated_at", "key", "expires_at"],
    due="""t.state = 'requested' OR (t.state = 'making' AND t.updated_at < now() - interval '10 minutes')""",
    order="t.updated_at",
)

# Those whose days are over, and what an hour ago was left of those that came to nothing.
STORED_EXPORTS = """
SET LOCAL ROLE claimback_scanner;
CREATE FUNCTION scanner.stored_exports(_limit integer) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT t.firm_id, t.id FROM exports_export t
    WHERE t.key <> '' AND t.state NOT IN ('requested', 'making')
        AND CASE t.state WHEN 'made' THEN t.expires_at <= now() ELSE t.updated_at <= now() - interval '1 hour' END
    ORDER BY t.updated_at LIMIT _limit
$$;
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("exports", "0001_initial"), ("tenancy", "0002_front_door")]

    operations = [migrations.RunSQL(sql) for sql in (WAITING_EXPORTS, STORED_EXPORTS)]
