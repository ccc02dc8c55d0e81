"""The names that a firm knows: kept by triggers, found by an index that leads with the firm; and frozen checks.

Under row security neither `%` nor `&&` may use an index, for they are not leakproof. So the search is the scanner's:
the firm's test is inside, and it answers ids alone, which walls then narrow for whoever reads the names.
"""

from django.db import migrations

SEARCH = """
CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;
CREATE INDEX cases_knownname_search ON cases_knownname USING gin (firm_id, keys, text gin_trgm_ops)
    WHERE keys IS NOT NULL;

GRANT SELECT (firm_id, id, text, keys) ON cases_knownname TO claimback_scanner;
CREATE POLICY scanner_reads ON cases_knownname FOR SELECT TO claimback_scanner USING (true);
SET LOCAL ROLE claimback_scanner;

-- Names of the scope's firm that share a key, or enough trigrams, with what is asked for; none outside a scope.
-- Planned anew each time: a general plan knows nothing of how rare a key is.
CREATE FUNCTION scanner.names_like(_texts text[], _keys text[]) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_custom_plan SET pg_trgm.similarity_threshold = 0.45 AS $$
#variable_conflict use_column
DECLARE
    ours uuid := NULLIF(current_setting('claimback.firm_id', true), '')::uuid;
    asked text;
BEGIN
    RETURN QUERY SELECT n.firm_id, n.id FROM cases_knownname n WHERE n.firm_id = ours AND n.keys && _keys
        AND n.keys IS NOT NULL;
    FOREACH asked IN ARRAY _texts LOOP
        RETURN QUERY SELECT n.firm_id, n.id FROM cases_knownname n
        WHERE n.firm_id = ours AND n.text % asked AND n.keys IS NOT NULL;
    END LOOP;
END $$;

RESET ROLE;
"""

# New rows by statement: an import adds thousands with one, and gives their names with them, read already: then none is
# added. The first argument is the column that refers to the row, each
# other one a kind of name and the column that has it.
KEPT = """
CREATE FUNCTION cases_names_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    FOR argument IN 1 .. TG_NARGS - 1 LOOP
        EXECUTE format(
            'INSERT INTO public.cases_knownname (id, firm_id, created_at, updated_at, version, kind, text, name, role,'
            ' case_id, %1$I) SELECT public.uuid7(), a.firm_id, a.created_at, a.updated_at, 1, %2$L, '''', a.%3$I, %4$s, a.id'
            ' FROM added a WHERE btrim(a.%3$I) <> '''' AND NOT EXISTS (SELECT FROM public.cases_knownname k'
            ' WHERE k.firm_id = a.firm_id AND k.%1$I = a.id AND k.kind = %2$L)',
            TG_ARGV[0], split_part(TG_ARGV[argument], ':', 1), split_part(TG_ARGV[argument], ':', 2),
            CASE TG_TABLE_NAME WHEN 'cases_party' THEN 'a.role, a.case_id' ELSE ''''', NULL::uuid' END);
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION cases_names_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    becomes jsonb := to_jsonb(NEW);
    was jsonb := to_jsonb(OLD);
    called text;
    said text;
BEGIN
    FOR argument IN 1 .. TG_NARGS - 1 LOOP
        called := split_part(TG_ARGV[argument], ':', 1);
        said := becomes ->> split_part(TG_ARGV[argument], ':', 2);
        CONTINUE WHEN said = was ->> split_part(TG_ARGV[argument], ':', 2)
            AND becomes ->> 'role' IS NOT DISTINCT FROM was ->> 'role';
        EXECUTE format('DELETE FROM public.cases_knownname WHERE firm_id = $1 AND %I = $2 AND kind = $3', TG_ARGV[0])
            USING NEW.firm_id, NEW.id, called;
        CONTINUE WHEN btrim(said) = '';
        EXECUTE format(
            'INSERT INTO public.cases_knownname (id, firm_id, created_at, updated_at, version, kind, name, role, case_id,'
            ' text, %I) VALUES (public.uuid7(), $1, clock_timestamp(), clock_timestamp(), 1, $2, $3, $4, $5, '''', $6)',
            TG_ARGV[0])
            USING NEW.firm_id, called, said, coalesce(becomes ->> 'role', ''), (becomes ->> 'case_id')::uuid, NEW.id;
    END LOOP;
    RETURN NULL;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_names_added AFTER INSERT ON {table} REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION cases_names_added({names});
CREATE TRIGGER {table}_names_changed AFTER UPDATE OF {columns} ON {table}
    FOR EACH ROW EXECUTE FUNCTION cases_names_changed({names});
"""
    for table, columns, names in (
        ("cases_client", "name", "'client_id', 'client:name'"),
        ("cases_insurer", "name, group_name", "'insurer_id', 'insurer:name', 'insurer_group:group_name'"),
        ("cases_party", "name, organisation, role", "'party_id', 'party:name', 'organisation:organisation'"),
    )
)

FROZEN = """
REVOKE UPDATE, DELETE ON cases_conflictcheck, cases_conflicthit FROM claimback_app;
GRANT UPDATE (state, decided_by_id, decided_at, reason, version, updated_at) ON cases_conflictcheck TO claimback_app;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_search"), ("tenancy", "0002_front_door")]

    operations = [migrations.RunSQL(sql) for sql in (SEARCH, KEPT, FROZEN)]
