"""Whose refusal it was: the scanner's functions that name the member behind a token, a user or a link, live or not.

Firm and member ids only, of whoever shows the token, is signed in or holds the link.
"""

from django.db import migrations

ASKING = """
SET LOCAL ROLE claimback_scanner;

CREATE FUNCTION scanner.asking_by_token(_digest bytea) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT t.firm_id, t.member_id FROM tenancy_token t WHERE t.digest = _digest
$$;

CREATE FUNCTION scanner.asking_by_user(_slug text, _user uuid) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH here AS (
        SELECT m.firm_id, m.id
        FROM tenancy_firm f JOIN tenancy_membership m ON m.firm_id = f.id AND m.user_id = _user WHERE f.slug = _slug)
    SELECT here.firm_id, here.id FROM here
    UNION ALL
    SELECT m.firm_id, m.id FROM tenancy_membership m
    WHERE m.user_id = _user AND m.ended_at IS NULL AND (m.until IS NULL OR m.until > now())
      AND NOT EXISTS (SELECT FROM here)
$$;

CREATE FUNCTION scanner.asking_by_member(_member uuid) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT m.firm_id, m.id FROM tenancy_membership m WHERE m.id = _member
$$;

RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0004_ended_reason")]

    operations = [migrations.RunSQL(ASKING)]
