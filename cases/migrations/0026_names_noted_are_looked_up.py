"""Whether a name is noted already is looked up row by row.

PostgreSQL made a join of it: of the rows added with all names of the firm. Where it had counted few of those, as while
an import fills the table, it compared each with each.
"""

from django.db import migrations

ADDED = """
CREATE OR REPLACE FUNCTION cases_names_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    FOR argument IN 1 .. TG_NARGS - 1 LOOP
        EXECUTE format(
            'INSERT INTO public.cases_knownname (id, firm_id, created_at, updated_at, version, kind, text, name, role,'
            ' case_id, %1$I) SELECT public.uuid7(), a.firm_id, a.created_at, a.updated_at, 1, %2$L, '''', a.%3$I, %4$s, a.id'
            ' FROM added a WHERE btrim(a.%3$I) <> '''' AND NOT EXISTS (SELECT FROM public.cases_knownname k'
            ' WHERE k.firm_id = a.firm_id AND k.%1$I = a.id AND k.kind = %2$L OFFSET 0)',
            TG_ARGV[0], split_part(TG_ARGV[argument], ':', 1), split_part(TG_ARGV[argument], ':', 2),
            CASE TG_TABLE_NAME WHEN 'cases_party' THEN 'a.role, a.case_id' ELSE ''''', NULL::uuid' END);
    END LOOP;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0025_lists_flat_at_every_size")]

    operations = [migrations.RunSQL(ADDED, migrations.RunSQL.noop)]
