"""What clients may open of letters; readings and chronologies that were asked for and not made, across firms."""

from django.db import migrations

from claimback.tenancy.scanner import due_rows_sql

# A client of the firm opens the PDF of a letter that was shared with them, beside the documents that they sent.
DOCUMENTS_OF_CLIENTS = """
CREATE OR REPLACE FUNCTION cases_document_of_client(_firm uuid, _document uuid, _file uuid) RETURNS boolean
LANGUAGE sql STABLE COST 1 SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM storage_storedfile WHERE firm_id = _firm AND id = _file
        AND uploaded_by_id = NULLIF(current_setting('claimback.member_id', true), '')::uuid)
    OR EXISTS (SELECT FROM letters_letter WHERE firm_id = _firm AND document_id = _document
        AND shared_at IS NOT NULL)
$$;
"""

WAITING_READINGS = due_rows_sql(
    "waiting_readings",
    table="letters_reading",
    columns=["state", "updated_at"],
    due="t.state = 'requested'",
    order="t.updated_at",
)

# Those that wait, and those whose maker gave no sign of progress for ten minutes.
WAITING_CHRONOLOGIES = due_rows_sql(
    "waiting_chronologies",
    table="letters_chronology",
    columns=["state", "progress", "updated_at"],
    due="t.state = 'requested' AND (t.progress = 0 OR t.updated_at < now() - interval '10 minutes')",
    order="t.updated_at",
)


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_initial"), ("cases", "0002_walls"), ("tenancy", "0002_front_door")]

    operations = [migrations.RunSQL(sql) for sql in (DOCUMENTS_OF_CLIENTS, WAITING_READINGS, WAITING_CHRONOLOGIES)]
