"""What the making of the docket's papers looks for across firms; and who opens the files of which they are made."""

from django.db import migrations

from claimback.tenancy.scanner import due_rows_sql
from claimback.tenancy.walls import NO_LIMITS

# Those that wait, and those whose maker gave no sign of progress for ten minutes.
WAITING_PAPERS = due_rows_sql(
    "waiting_papers",
    table="deadlines_docketpaper",
    columns=["state", "updated_at"],
    due="""t.state = 'requested'
        OR (t.state = 'making' AND t.updated_at < now() - interval '10 minutes')""",
    order="t.updated_at",
)

# From six in the morning where the firm is, each firm for which something is on the docket.
FIRMS_WITHOUT_CERTIFICATE = """
GRANT SELECT (time_zone) ON tenancy_firm TO claimback_scanner;
GRANT SELECT (day) ON deadlines_docketpaper TO claimback_scanner;
SET LOCAL ROLE claimback_scanner;
CREATE FUNCTION scanner.firms_without_certificate(_limit integer) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT f.id, f.id FROM tenancy_firm f
    WHERE extract(hour FROM now() AT TIME ZONE f.time_zone) >= 6
        AND NOT EXISTS (SELECT FROM deadlines_docketpaper p
                        WHERE p.firm_id = f.id AND p.day = (now() AT TIME ZONE f.time_zone)::date)
        AND EXISTS (SELECT FROM deadlines_deadline d
                    WHERE d.firm_id = f.id AND d.state IN ('open', 'missed', 'unknown', 'waiting'))
    ORDER BY f.id LIMIT _limit
$$;
RESET ROLE;
"""

# A paper's files are behind its walls, for whoever asked for it too.
FILES = f"""
CREATE OR REPLACE FUNCTION cases_file_is_placed(_firm uuid, _file uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM cases_document WHERE firm_id = _firm AND file_id = _file)
        OR EXISTS (SELECT FROM cases_formerversion WHERE firm_id = _firm AND file_id = _file)
        OR EXISTS (SELECT FROM deadlines_docketpaperpart WHERE firm_id = _firm AND file_id = _file)
$$;

DROP POLICY storage_storedfile_wall ON storage_storedfile;
CREATE POLICY storage_storedfile_wall ON storage_storedfile AS RESTRICTIVE FOR ALL TO claimback_app USING (
    {NO_LIMITS}
    OR EXISTS (SELECT FROM cases_document d
               WHERE d.firm_id = storage_storedfile.firm_id AND d.file_id = storage_storedfile.id)
    OR EXISTS (SELECT FROM cases_formerversion v
               WHERE v.firm_id = storage_storedfile.firm_id AND v.file_id = storage_storedfile.id)
    OR EXISTS (SELECT FROM deadlines_docketpaperpart p
               WHERE p.firm_id = storage_storedfile.firm_id AND p.file_id = storage_storedfile.id)
    OR (uploaded_by_id = (SELECT NULLIF(current_setting('claimback.member_id', true), '')::uuid)
        AND NOT cases_file_is_placed(firm_id, id)));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("deadlines", "0005_papers"),
        ("cases", "0002_walls"),
        ("tenancy", "0002_front_door"),
    ]

    operations = [migrations.RunSQL(sql) for sql in (WAITING_PAPERS, FIRMS_WITHOUT_CERTIFICATE, FILES)]
