"""A client of the firm opens the PDF of a letter that was shared with them, beside the documents that they sent."""

from django.db import migrations

DOCUMENTS_OF_CLIENTS = """
CREATE OR REPLACE FUNCTION cases_document_of_client(_firm uuid, _document uuid, _file uuid) RETURNS boolean
LANGUAGE sql STABLE COST 1 SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM storage_storedfile WHERE firm_id = _firm AND id = _file
        AND uploaded_by_id = NULLIF(current_setting('claimback.member_id', true), '')::uuid)
    OR EXISTS (SELECT FROM letters_letter WHERE firm_id = _firm AND document_id = _document
        AND shared_at IS NOT NULL)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("letters", "0002_scanner"), ("cases", "0004_portal_and_conflicts")]

    operations = [migrations.RunSQL(DOCUMENTS_OF_CLIENTS)]
