"""What of files waits for a worker, across firms; and who opened what is append-only by rights."""

from django.db import migrations

from claimback.tenancy.scanner import due_rows_sql

WAITING_FILES = due_rows_sql(
    "waiting_files",
    table="storage_storedfile",
    columns=["state", "updated_at", "leased_until"],
    due="t.state = 'received' AND (t.leased_until IS NULL OR t.leased_until < now())",
    order="t.updated_at",
)

# The scanner may look at the table already. Kept files whose text was not looked for to the end.
UNREAD_FILES = """
GRANT SELECT (text_state) ON storage_storedfile TO claimback_scanner;
SET LOCAL ROLE claimback_scanner;
CREATE FUNCTION scanner.unread_files(_limit integer) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT t.firm_id, t.id FROM storage_storedfile t
    WHERE t.state = 'kept' AND t.text_state = 'unread' AND (t.leased_until IS NULL OR t.leased_until < now())
    ORDER BY t.updated_at LIMIT _limit
$$;
RESET ROLE;
"""

ASKED_THUMBNAILS = due_rows_sql(
    "asked_thumbnails",
    table="storage_thumbnail",
    columns=["state", "created_at", "leased_until"],
    due="t.state = 'asked' AND (t.leased_until IS NULL OR t.leased_until < now())",
    order="t.created_at",
)

# The scanner may look at the table of files already. A week: GIVEN_UP_AFTER in multipart.py.
FILES = """
GRANT SELECT (created_at, key) ON storage_storedfile TO claimback_scanner;
SET LOCAL ROLE claimback_scanner;
CREATE FUNCTION scanner.abandoned_uploads(_limit integer) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT t.firm_id, t.id FROM storage_storedfile t
    WHERE t.state = 'awaited' AND t.created_at < now() - interval '7 days' ORDER BY t.created_at LIMIT _limit
$$;
CREATE FUNCTION scanner.disposed_files(_limit integer) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT t.firm_id, t.id FROM storage_storedfile t
    WHERE t.state = 'disposed' AND t.key <> '' ORDER BY t.updated_at LIMIT _limit
$$;
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("storage", "0001_initial"), ("tenancy", "0002_front_door")]

    operations = [
        migrations.RunSQL("REVOKE UPDATE, DELETE ON storage_access FROM claimback_app"),
        *(migrations.RunSQL(sql) for sql in (WAITING_FILES, UNREAD_FILES, ASKED_THUMBNAILS, FILES)),
    ]
