"""One more of the scanner's functions: finding firms for commands."""

from django.db import migrations

FIRMS = """
SET LOCAL ROLE claimback_scanner;

-- Of these slugs, or all where none is named. Ids only: the rest is read in each firm's scope.
CREATE FUNCTION scanner.firms(_slugs text[]) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT f.id, f.id FROM tenancy_firm f WHERE _slugs = '{}' OR f.slug = ANY (_slugs) ORDER BY f.slug
$$;

RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0002_front_door")]

    operations = [migrations.RunSQL(FIRMS)]
