"""Searching a firm: indexes led by the firm, and the scanner's functions that read them past row security.

Under row security `@@`, LIKE and `%>` are not leakproof: PostgreSQL would take no index for them, and read all rows of
the firm. These functions belong to the scanner, hold the firm and the walls themselves, and answer with ids alone;
whoever asks reads the rows behind their own row security. A client of the firm finds nothing.
"""

from django.db import migrations

# An index wants words that never change by themselves: the dictionary is named, and not looked up. The blank in front
# makes a pattern of the beginning of any word: '% smi%'.
WORDS = r"""
CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;

CREATE FUNCTION cases_search_plain(_text text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT ' ' || btrim(regexp_replace(
        lower(unaccent('public.unaccent'::regdictionary, _text)), '[^[:alnum:]]+', ' ', 'g'))
$$;

-- As people type into search engines: words, "phrases", or, -without; and the beginning of a word, as in apprais*.
CREATE FUNCTION cases_search_query(_said text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN begins IS NULL THEN whole WHEN numnode(whole) = 0 THEN begins ELSE whole && begins END FROM (
        SELECT websearch_to_tsquery('english'::regconfig, regexp_replace(_said, '\w{2,}\*', ' ', 'g')) AS whole,
            (SELECT to_tsquery('english'::regconfig, string_agg(found[1] || ':*', ' & '))
             FROM regexp_matches(_said, '(\w{2,})\*', 'g') AS found) AS begins) asked
$$;
GRANT EXECUTE ON FUNCTION cases_search_plain(text), cases_search_query(text) TO claimback_scanner;
"""

CASE = "cases_search_plain(number || ' ' || claim_number || ' ' || title)"
CLIENT = "cases_search_plain(name || ' ' || email)"
PARTY = "cases_search_plain(name || ' ' || organisation || ' ' || email)"
INSURER = "cases_search_plain(name || ' ' || group_name)"
DOCUMENT = "cases_search_plain(title)"
# The list of the words of one text has an end, at which adding the row would fail: what is longer is not searched.
ENTRY = (
    "to_tsvector('pg_catalog.english'::regconfig, subject || ' ' || left(body, 200000) || ' ' || counterpart"
    " || ' ' || counterpart_id || ' ' || call_reference)"
)
PAGE = "to_tsvector('pg_catalog.english'::regconfig, left(heading, 1000) || ' ' || left(text, 200000))"

# Entries are added one by one all day. What waits in the list in front of an index is read by every search, so that
# list is kept short.
INDEXES = f"""
CREATE INDEX cases_case_search ON cases_case USING gin (firm_id, ({CASE}) gin_trgm_ops);
CREATE INDEX cases_client_search ON cases_client USING gin (firm_id, ({CLIENT}) gin_trgm_ops);
CREATE INDEX cases_party_search ON cases_party USING gin (firm_id, ({PARTY}) gin_trgm_ops);
CREATE INDEX cases_insurer_search ON cases_insurer USING gin (firm_id, ({INSURER}) gin_trgm_ops);
CREATE INDEX cases_document_search ON cases_document USING gin (firm_id, ({DOCUMENT}) gin_trgm_ops);
CREATE INDEX storage_filepage_search ON storage_filepage USING gin (firm_id, ({PAGE}));
CREATE INDEX cases_correspondence_search ON cases_correspondence USING gin (firm_id, ({ENTRY}))
    WITH (gin_pending_list_limit = 512);
"""

READS = {
    "cases_case": "number, claim_number, title",
    "cases_client": "name, email",
    "cases_party": "case_id, name, organisation, email",
    "cases_insurer": "name, group_name",
    "cases_document": "case_id, file_id, title",
    "storage_filepage": "file_id, heading, text",
    "cases_correspondence": "case_id, occurred_at, subject, body, counterpart, counterpart_id, call_reference",
}
GRANTS = "\n".join(
    f"GRANT SELECT (firm_id, id, {columns}) ON {table} TO claimback_scanner;\n"
    f"CREATE POLICY scanner_searches ON {table} FOR SELECT TO claimback_scanner USING (true);"
    for table, columns in READS.items()
)

# Planned for the words that are asked for: how often they stand in the table decides which index is better.
HEAD = """RETURNS TABLE (firm_id uuid, id uuid) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan"""
SEEN = """
    _firm uuid := NULLIF(current_setting('claimback.firm_id', true), '')::uuid;
    _cases uuid[] := coalesce(NULLIF(current_setting('claimback.walled_cases', true), '')::uuid[], '{}');
    _clients uuid[] := coalesce(NULLIF(current_setting('claimback.walled_clients', true), '')::uuid[], '{}');"""
CLOSED = "_firm IS NULL OR coalesce(current_setting('claimback.portal_cases', true), '') <> ''"

CANDIDATES = 1000
"""Rows of a table that are ranked at most: more is nothing to look through, and sorting them all would take long."""


def by_name(function: str, **sources: tuple[str, str]) -> str:
    """The SQL of `scanner.<function>(said, skip, limit)`: rows in which some word begins as each word that is asked
    for, the most alike first; where there is none, rows that are spelled much like it.

    `sources` are tables with what is searched in them and the SQL of what the member may see.
    """

    def ranked(*conditions: str) -> str:
        candidates = " UNION ALL ".join(
            f"(SELECT t.id, {plain} AS plain FROM {table} t WHERE t.firm_id = _firm AND {seen}"
            f"{''.join(f' AND {plain} {condition}' for condition in conditions)} LIMIT {CANDIDATES})"
            for table, (plain, seen) in sources.items()
        )
        return (
            "SELECT array_agg(c.id ORDER BY similarity(c.plain, _plain) DESC, c.id) INTO _found"
            f" FROM ({candidates}) c"
        )

    return f"""
CREATE FUNCTION scanner.{function}(_said text, _skip integer, _limit integer) {HEAD}
SET pg_trgm.word_similarity_threshold = 0.4 AS $$
DECLARE {SEEN}
    _plain text := cases_search_plain(_said);
    _begins text[] := ARRAY(SELECT '% ' || word || '%' FROM regexp_split_to_table(btrim(_plain), ' ') AS word
        ORDER BY length(word) DESC);
    _found uuid[];
BEGIN
    IF {CLOSED} OR length(_plain) < 3 THEN RETURN; END IF;
    {ranked("LIKE _begins[1]", "LIKE ALL (_begins)")};
    IF _found IS NULL AND length(_plain) > 4 THEN
        {ranked("%> btrim(_plain)")};
    END IF;
    RETURN QUERY SELECT _firm, unnest(_found[_skip + 1 : _skip + _limit]);
END $$;
"""


# Pages of documents, the newest first; of a file that is on two cases each page is found once.
PAGES = f"""
CREATE FUNCTION scanner.search_pages(_said text, _before_id uuid, _limit integer) {HEAD} AS $$
DECLARE {SEEN}
    _words tsquery := cases_search_query(_said);
BEGIN
    IF {CLOSED} OR querytree(_words) IN ('', 'T') THEN RETURN; END IF;
    RETURN QUERY SELECT p.firm_id, p.id FROM (
        SELECT t.firm_id, t.id FROM storage_filepage t
        WHERE t.firm_id = _firm AND {PAGE} @@ _words AND t.id < _before_id
          AND EXISTS (SELECT FROM cases_document d
                      WHERE d.firm_id = t.firm_id AND d.file_id = t.file_id AND d.case_id <> ALL (_cases))
        ORDER BY t.id DESC LIMIT 12 * _limit) p
    ORDER BY p.id DESC LIMIT _limit;
END $$;
"""

# The newest first. PostgreSQL may walk back through the firm's entries until enough are found, or take all that the
# index finds and sort them. The walk makes the words of each entry anew and so costs more than PostgreSQL reckons,
# by about a dozen: the inner limit, which nothing is read up to, lets it choose as if it did.
NEWEST = f"""
CREATE FUNCTION scanner.search_correspondence(_said text, _before timestamptz, _before_id uuid, _limit integer) {HEAD}
AS $$
DECLARE {SEEN}
    _words tsquery := cases_search_query(_said);
BEGIN
    IF {CLOSED} OR querytree(_words) IN ('', 'T') THEN RETURN; END IF;
    RETURN QUERY SELECT e.firm_id, e.id FROM (
        SELECT t.firm_id, t.id, t.occurred_at FROM cases_correspondence t
        WHERE t.firm_id = _firm AND {ENTRY} @@ _words AND t.case_id <> ALL (_cases)
          AND (t.occurred_at, t.id) < (_before, _before_id)
        ORDER BY t.occurred_at DESC, t.id DESC LIMIT 12 * _limit) e
    ORDER BY e.occurred_at DESC, e.id DESC LIMIT _limit;
END $$;
"""

FUNCTIONS = (
    "SET LOCAL ROLE claimback_scanner;"
    + by_name("search_cases", cases_case=(CASE, "t.id <> ALL (_cases)"))
    + by_name(
        "search_people",
        cases_client=(CLIENT, "t.id <> ALL (_clients)"),
        cases_party=(PARTY, "t.case_id <> ALL (_cases)"),
        cases_insurer=(INSURER, "true"),
    )
    + by_name("search_documents", cases_document=(DOCUMENT, "t.case_id <> ALL (_cases)"))
    + PAGES
    + NEWEST
    + "RESET ROLE;"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_walls"), ("storage", "0002_rights_and_scanner")]

    operations = [
        migrations.RunSQL(WORDS),
        migrations.RunSQL(INDEXES),
        migrations.RunSQL(GRANTS),
        migrations.RunSQL(FUNCTIONS),
    ]
