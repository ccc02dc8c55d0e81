"""Two more of the scanner's functions: entering as a member whom a signed link names, and finding firms for commands."""

from django.db import migrations

ENTER = """
SET LOCAL ROLE claimback_scanner;

-- The link's signature says who; whether they are still a member, and what they may not see, is asked here anew.
CREATE FUNCTION scanner.enter_by_member(_slug text, _member uuid, _act text, _request text)
RETURNS SETOF scanner.entered
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE e scanner.entered;
BEGIN
    SELECT f.id, m.id, m.user_id, m.role, r.capabilities, NULL::text[], f.name, f.time_zone,
        f.second_factor_required, f.idle_minutes, m.walled_cases, m.walled_clients, m.portal_cases
    INTO e
    FROM tenancy_firm f
    JOIN tenancy_membership m ON m.firm_id = f.id
    JOIN accounts_user u ON u.id = m.user_id
    LEFT JOIN tenancy_role r ON r.firm_id = m.firm_id AND r.id = m.own_role_id
    WHERE f.slug = _slug AND m.id = _member AND m.ended_at IS NULL AND (m.until IS NULL OR m.until > now())
      AND u.is_active;
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM scanner.set_scope(e, _act, _request);
    RETURN NEXT e;
END $$;

-- Of these slugs, or all where none is named. Ids only: the rest is read in each firm's scope.
CREATE FUNCTION scanner.firms(_slugs text[]) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT f.id, f.id FROM tenancy_firm f WHERE _slugs = '{}' OR f.slug = ANY (_slugs) ORDER BY f.slug
$$;

RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0002_front_door")]

    operations = [migrations.RunSQL(ENTER)]
