"""The functions of the front door: identity, membership and scope in one statement; and the firms, for commands.

They belong to the scanner, which reads single columns of four tables across firms. They answer about one user or
one token in one firm only, and a caller learns nothing but whether the door opens.
"""

from django.db import migrations

GRANTS = """
GRANT SELECT (id, slug, name, time_zone, second_factor_required, idle_minutes) ON tenancy_firm TO claimback_scanner;
GRANT SELECT (id, firm_id, user_id, role, own_role_id, until, ended_at, walled_cases, walled_clients, portal_cases)
    ON tenancy_membership TO claimback_scanner;
GRANT SELECT (id, firm_id, capabilities) ON tenancy_role TO claimback_scanner;
GRANT SELECT (id, firm_id, member_id, digest, capabilities, expires_at, revoked_at, last_used_at),
    UPDATE (last_used_at) ON tenancy_token TO claimback_scanner;
GRANT SELECT (id, is_active) ON accounts_user TO claimback_scanner;
CREATE POLICY scanner_reads ON tenancy_firm FOR SELECT TO claimback_scanner USING (true);
CREATE POLICY scanner_reads ON tenancy_membership FOR SELECT TO claimback_scanner USING (true);
CREATE POLICY scanner_reads ON tenancy_role FOR SELECT TO claimback_scanner USING (true);
CREATE POLICY scanner_reads ON tenancy_token FOR SELECT TO claimback_scanner USING (true);
CREATE POLICY scanner_notes_use ON tenancy_token FOR UPDATE TO claimback_scanner USING (true);
CREATE INDEX tenancy_token_by_digest ON tenancy_token (digest);
CREATE INDEX tenancy_membership_by_user ON tenancy_membership (user_id) WHERE ended_at IS NULL;
"""

# By a session (the user) and by a signed link (the member, whose name the signature vouches for): whether they are
# still a member, and what they may not see, is asked anew each time.
ENTER_AS_A_PERSON = """
CREATE FUNCTION scanner.{name}(_slug text, _who uuid, _act text, _request text)
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
    WHERE f.slug = _slug AND m.{column} = _who AND m.ended_at IS NULL AND (m.until IS NULL OR m.until > now())
      AND u.is_active;
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM scanner.set_scope(e, _act, _request);
    RETURN NEXT e;
END $$;
"""

ENTER = """
SET LOCAL ROLE claimback_scanner;

CREATE TYPE scanner.entered AS (
    firm_id uuid, member_id uuid, user_id uuid, role text, own_role text[], narrowed text[],
    firm_name text, zone text, second_factor boolean, idle_minutes smallint,
    walled_cases uuid[], walled_clients uuid[], portal_cases uuid[]);

-- The scope is set here and nowhere else for a request. A list stays unset where it is empty, as nearly always, and
-- takes the place of one that another member's entry left in the same transaction.
CREATE FUNCTION scanner.set_scope(e scanner.entered, _act text, _request text) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM set_config('claimback.firm_id', e.firm_id::text, true),
            set_config('claimback.member_id', e.member_id::text, true),
            set_config('claimback.act', _act, true), set_config('claimback.request_id', _request, true);
    IF e.walled_cases <> '{}' OR current_setting('claimback.walled_cases', true) <> '' THEN
        PERFORM set_config('claimback.walled_cases', e.walled_cases::text, true),
                set_config('claimback.walled_clients', e.walled_clients::text, true);
    END IF;
    IF e.role = 'client' THEN
        PERFORM set_config('claimback.portal_cases', e.portal_cases::text, true);
    ELSIF current_setting('claimback.portal_cases', true) <> '' THEN
        PERFORM set_config('claimback.portal_cases', '', true);
    END IF;
END $$;

""" + ENTER_AS_A_PERSON.format(name="enter_by_user", column="user_id") + ENTER_AS_A_PERSON.format(
    name="enter_by_member", column="id"
) + """
CREATE FUNCTION scanner.enter_by_token(_slug text, _digest bytea, _act text, _request text)
RETURNS SETOF scanner.entered
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    e scanner.entered;
    _token uuid;
    _used timestamptz;
BEGIN
    SELECT f.id, m.id, m.user_id, m.role, r.capabilities, t.capabilities, f.name, f.time_zone,
        f.second_factor_required, f.idle_minutes, m.walled_cases, m.walled_clients, m.portal_cases,
        t.id, t.last_used_at
    INTO e.firm_id, e.member_id, e.user_id, e.role, e.own_role, e.narrowed, e.firm_name, e.zone,
        e.second_factor, e.idle_minutes, e.walled_cases, e.walled_clients, e.portal_cases, _token, _used
    FROM tenancy_token t
    JOIN tenancy_firm f ON f.id = t.firm_id
    JOIN tenancy_membership m ON m.firm_id = t.firm_id AND m.id = t.member_id
    JOIN accounts_user u ON u.id = m.user_id
    LEFT JOIN tenancy_role r ON r.firm_id = m.firm_id AND r.id = m.own_role_id
    WHERE t.digest = _digest AND f.slug = _slug AND t.revoked_at IS NULL AND t.expires_at > now()
      AND m.ended_at IS NULL AND (m.until IS NULL OR m.until > now()) AND u.is_active;
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM scanner.set_scope(e, _act, _request);
    IF _used IS NULL OR _used < now() - interval '1 hour' THEN
        UPDATE tenancy_token SET last_used_at = now() WHERE id = _token;
    END IF;
    RETURN NEXT e;
END $$;

CREATE FUNCTION scanner.token_is_live(_digest bytea) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM tenancy_token t
        JOIN tenancy_membership m ON m.firm_id = t.firm_id AND m.id = t.member_id
        JOIN accounts_user u ON u.id = m.user_id
        WHERE t.digest = _digest AND t.revoked_at IS NULL AND t.expires_at > now()
          AND m.ended_at IS NULL AND (m.until IS NULL OR m.until > now()) AND u.is_active)
$$;

CREATE FUNCTION scanner.firms_of_user(_user uuid) RETURNS TABLE (firm_id uuid, slug text, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT f.id, f.slug, f.name
    FROM tenancy_membership m JOIN tenancy_firm f ON f.id = m.firm_id
    WHERE m.user_id = _user AND m.ended_at IS NULL AND (m.until IS NULL OR m.until > now()) ORDER BY f.name
$$;

RESET ROLE;
"""

FIRMS = """
SET LOCAL ROLE claimback_scanner;

-- Of these slugs, or all where none is named. Ids only: the rest is read in each firm's scope.
CREATE FUNCTION scanner.firms(_slugs text[]) RETURNS TABLE (firm_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT f.id, f.id FROM tenancy_firm f WHERE _slugs = '{}' OR f.slug = ANY (_slugs) ORDER BY f.slug
$$;

RESET ROLE;
"""

# Whose refusal it was: the member behind a token, a user or a link, live or not. Firm and member ids only, of whoever
# shows the token, is signed in or holds the link.
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
    dependencies = [("tenancy", "0001_initial"), ("accounts", "0001_initial")]

    operations = [migrations.RunSQL(sql) for sql in (GRANTS, ENTER, FIRMS, ASKING)]
