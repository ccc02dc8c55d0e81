"""Searching letters: what is searched of one, and the scanner's function that finds it past row security.

As with the log (cases, 0003): the function holds the firm and the walls itself and answers with ids alone, and a
client of the firm finds nothing. The index is made by the next migration, beside the work.
"""

from django.db import migrations

# All that a person reads in the text: every string of its blocks but the names of their kinds.
# Its cost is told, or PostgreSQL would rather make the words of every letter anew than take them from the index.
WORDS = """
CREATE FUNCTION letters_search_text(_subject text, _facts jsonb, _draft jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 5000 SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT left(concat_ws(' ', _subject, _facts #>> '{recipient,name}', (
        SELECT string_agg(part #>> '{}', ' ') FROM jsonb_path_query(_draft,
            'strict $.paragraphs[*].keyvalue() ? (@.key != "kind").value.** ? (@.type() == "string")',
            silent => true) AS part)), 200000)
$$;
GRANT EXECUTE ON FUNCTION letters_search_text(text, jsonb, jsonb) TO claimback_scanner;
GRANT SELECT (firm_id, id, case_id, subject, facts, draft) ON letters_letter TO claimback_scanner;
CREATE POLICY scanner_searches ON letters_letter FOR SELECT TO claimback_scanner USING (true);
"""

# The newest first. That the inner limit is a dozen times the outer one: why, is in the migration of cases.
NEWEST = """
SET LOCAL ROLE claimback_scanner;
CREATE FUNCTION scanner.search_letters(_said text, _before_id uuid, _limit integer)
RETURNS TABLE (firm_id uuid, id uuid) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    _firm uuid := NULLIF(current_setting('claimback.firm_id', true), '')::uuid;
    _cases uuid[] := coalesce(NULLIF(current_setting('claimback.walled_cases', true), '')::uuid[], '{}');
    _words tsquery := cases_search_query(_said);
BEGIN
    IF _firm IS NULL OR coalesce(current_setting('claimback.portal_cases', true), '') <> ''
        OR querytree(_words) IN ('', 'T') THEN RETURN; END IF;
    RETURN QUERY SELECT l.firm_id, l.id FROM (
        SELECT t.firm_id, t.id FROM letters_letter t
        WHERE t.firm_id = _firm
          AND to_tsvector('pg_catalog.english'::regconfig, letters_search_text(t.subject, t.facts, t.draft)) @@ _words
          AND t.case_id <> ALL (_cases) AND t.id < _before_id
        ORDER BY t.id DESC LIMIT 12 * _limit) l
    ORDER BY l.id DESC LIMIT _limit;
END $$;
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("letters", "0013_home_from_indexes"), ("cases", "0003_search")]

    operations = [migrations.RunSQL(WORDS), migrations.RunSQL(NEWEST)]
