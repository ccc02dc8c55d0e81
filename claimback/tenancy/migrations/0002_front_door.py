"""The functions of the front door: identity, membership and scope in one statement.

They belong to the scanner, which reads single columns of three tables across firms. They answer about one user or
one token in one firm only, and a caller learns nothing but whether the door opens.
"""

from django.db import migrations

GRANTS = """
GRANT SELECT (id, slug, name, time_zone) ON tenancy_firm TO claimback_scanner;
GRANT SELECT (id, firm_id, user_id, role, ended_at) ON tenancy_membership TO claimback_scanner;
GRANT SELECT (id, firm_id, member_id, digest, capabilities, expires_at, revoked_at) ON tenancy_token
    TO claimback_scanner;
GRANT SELECT (id, is_active) ON accounts_user TO claimback_scanner;
CREATE POLICY scanner_reads ON tenancy_firm FOR SELECT TO claimback_scanner USING (true);
CREATE POLICY scanner_reads ON tenancy_membership FOR SELECT TO claimback_scanner USING (true);
CREATE POLICY scanner_reads ON tenancy_token FOR SELECT TO claimback_scanner USING (true);
CREATE INDEX tenancy_token_by_digest ON tenancy_token (digest);
CREATE INDEX tenancy_membership_by_user ON tenancy_membership (user_id) WHERE ended_at IS NULL;
"""

ENTER = """
SET LOCAL ROLE claimback_scanner;

CREATE FUNCTION scanner.enter_by_user(_slug text, _user uuid, _act text, _request text)
RETURNS TABLE (firm_id uuid, member_id uuid, user_id uuid, role text, narrowed text[], firm_name text, zone text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT f.id, m.id, m.user_id, m.role, NULL::text[], f.name, f.time_zone
    INTO firm_id, member_id, user_id, role, narrowed, firm_name, zone
    FROM tenancy_firm f
    JOIN tenancy_membership m ON m.firm_id = f.id
    JOIN accounts_user u ON u.id = m.user_id
    WHERE f.slug = _slug AND m.user_id = _user AND m.ended_at IS NULL AND u.is_active;
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM set_config('claimback.firm_id', firm_id::text, true),
            set_config('claimback.member_id', member_id::text, true),
            set_config('claimback.act', _act, true), set_config('claimback.request_id', _request, true);
    RETURN NEXT;
END $$;

CREATE FUNCTION scanner.enter_by_token(_slug text, _digest bytea, _act text, _request text)
RETURNS TABLE (firm_id uuid, member_id uuid, user_id uuid, role text, narrowed text[], firm_name text, zone text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT f.id, m.id, m.user_id, m.role, t.capabilities, f.name, f.time_zone
    INTO firm_id, member_id, user_id, role, narrowed, firm_name, zone
    FROM tenancy_token t
    JOIN tenancy_firm f ON f.id = t.firm_id
    JOIN tenancy_membership m ON m.firm_id = t.firm_id AND m.id = t.member_id
    JOIN accounts_user u ON u.id = m.user_id
    WHERE t.digest = _digest AND f.slug = _slug AND t.revoked_at IS NULL AND t.expires_at > now()
      AND m.ended_at IS NULL AND u.is_active;
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM set_config('claimback.firm_id', firm_id::text, true),
            set_config('claimback.member_id', member_id::text, true),
            set_config('claimback.act', _act, true), set_config('claimback.request_id', _request, true);
    RETURN NEXT;
END $$;

CREATE FUNCTION scanner.token_is_live(_digest bytea) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM tenancy_token t
        JOIN tenancy_membership m ON m.firm_id = t.firm_id AND m.id = t.member_id
        JOIN accounts_user u ON u.id = m.user_id
        WHERE t.digest = _digest AND t.revoked_at IS NULL AND t.expires_at > now()
          AND m.ended_at IS NULL AND u.is_active)
$$;

CREATE FUNCTION scanner.firms_of_user(_user uuid) RETURNS TABLE (firm_id uuid, slug text, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT f.id, f.slug, f.name
    FROM tenancy_membership m JOIN tenancy_firm f ON f.id = m.firm_id
    WHERE m.user_id = _user AND m.ended_at IS NULL ORDER BY f.name
$$;

RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_initial"), ("accounts", "0001_initial")]

    operations = [migrations.RunSQL(GRANTS), migrations.RunSQL(ENTER)]
