"""What walls and portal rows become: lists on the membership's row, written by triggers as the tables' owner.

Then the walls of the lower floors, which can't name cases themselves: the files, the history, and what a client of the
firm sees of them. The portal shows a client their cases, the insurers of these, the documents that they sent and the
letters that were shared with them. All else is empty for them.
"""

from django.db import migrations

from claimback.tenancy.walls import NO_LIMITS, NO_PORTAL, WALLED_CASES, WALLED_CLIENTS

LISTS = """
-- A client is hidden from a member with the last case that the member may see.
CREATE FUNCTION cases_apply_limits(_firm uuid, _member uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    cases uuid[];
    clients uuid[];
    theirs uuid[];
BEGIN
    SELECT coalesce(array_agg(case_id ORDER BY case_id), '{}') INTO cases
    FROM cases_wall WHERE firm_id = _firm AND member_id = _member AND lifted_at IS NULL;
    SELECT coalesce(array_agg(DISTINCT c.client_id), '{}') INTO clients
    FROM cases_case c WHERE c.firm_id = _firm AND c.id = ANY (cases) AND NOT EXISTS (
        SELECT FROM cases_case o WHERE o.firm_id = _firm AND o.client_id = c.client_id AND o.id <> ALL (cases));
    SELECT coalesce(array_agg(c.id ORDER BY c.id), '{}') INTO theirs
    FROM cases_portalaccess a JOIN cases_case c ON c.firm_id = a.firm_id AND c.client_id = a.client_id
    WHERE a.firm_id = _firm AND a.member_id = _member AND a.ended_at IS NULL;
    UPDATE tenancy_membership SET walled_cases = cases, walled_clients = clients, portal_cases = theirs
    WHERE firm_id = _firm AND id = _member
      AND (walled_cases, walled_clients, portal_cases) IS DISTINCT FROM (cases, clients, theirs);
END $$;

CREATE FUNCTION cases_limits_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM cases_apply_limits(NEW.firm_id, NEW.member_id);
    RETURN NULL;
END $$;

CREATE FUNCTION cases_case_of_client() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM cases_apply_limits(m.firm_id, m.id) FROM tenancy_membership m
    WHERE m.firm_id = NEW.firm_id AND (
        NEW.client_id = ANY (m.walled_clients) OR NEW.id = ANY (m.walled_cases) OR NEW.id = ANY (m.portal_cases)
        OR EXISTS (SELECT FROM cases_portalaccess a WHERE a.firm_id = m.firm_id AND a.member_id = m.id
                   AND a.client_id = NEW.client_id AND a.ended_at IS NULL));
    RETURN NULL;
END $$;

-- The same for new cases, an import's thousands at once; most firms have nobody who is limited.
CREATE FUNCTION cases_case_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM cases_apply_limits(m.firm_id, m.id) FROM tenancy_membership m
    WHERE m.firm_id IN (SELECT firm_id FROM added)
      AND ((m.walled_clients, m.walled_cases, m.portal_cases) <> ('{}', '{}', '{}')
           OR EXISTS (SELECT FROM cases_portalaccess a
                      WHERE a.firm_id = m.firm_id AND a.member_id = m.id AND a.ended_at IS NULL))
      AND EXISTS (
        SELECT FROM added n WHERE n.firm_id = m.firm_id AND (
            n.client_id = ANY (m.walled_clients) OR n.id = ANY (m.walled_cases) OR n.id = ANY (m.portal_cases)
            OR EXISTS (SELECT FROM cases_portalaccess a WHERE a.firm_id = m.firm_id AND a.member_id = m.id
                       AND a.client_id = n.client_id AND a.ended_at IS NULL)));
    RETURN NULL;
END $$;

-- The application can't write the lists: whoever could would take down a wall without a trace.
CREATE FUNCTION tenancy_membership_keep_lists() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = 'claimback_app' THEN
        NEW.walled_cases := CASE TG_OP WHEN 'INSERT' THEN '{}'::uuid[] ELSE OLD.walled_cases END;
        NEW.walled_clients := CASE TG_OP WHEN 'INSERT' THEN '{}'::uuid[] ELSE OLD.walled_clients END;
        NEW.portal_cases := CASE TG_OP WHEN 'INSERT' THEN '{}'::uuid[] ELSE OLD.portal_cases END;
    END IF;
    RETURN NEW;
END $$;

REVOKE EXECUTE ON FUNCTION cases_apply_limits(uuid, uuid) FROM PUBLIC;
CREATE TRIGGER tenancy_membership_keep_lists BEFORE INSERT OR UPDATE ON tenancy_membership
    FOR EACH ROW EXECUTE FUNCTION tenancy_membership_keep_lists();
CREATE TRIGGER cases_wall_applied AFTER INSERT OR UPDATE ON cases_wall
    FOR EACH ROW EXECUTE FUNCTION cases_limits_change();
CREATE TRIGGER cases_portalaccess_applied AFTER INSERT OR UPDATE ON cases_portalaccess
    FOR EACH ROW EXECUTE FUNCTION cases_limits_change();
CREATE TRIGGER cases_case_of_client AFTER UPDATE OF client_id ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_case_of_client();
CREATE TRIGGER cases_case_added AFTER INSERT ON cases_case REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION cases_case_added();
"""

# A file is put on a case after it was sent: until then whoever sent it sees it. A document's former files are behind
# the walls of its latest.
FILES = f"""
CREATE FUNCTION cases_file_is_placed(_firm uuid, _file uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM cases_document WHERE firm_id = _firm AND file_id = _file)
        OR EXISTS (SELECT FROM cases_formerversion WHERE firm_id = _firm AND file_id = _file)
$$;

CREATE POLICY storage_storedfile_wall ON storage_storedfile AS RESTRICTIVE FOR ALL TO claimback_app USING (
    {NO_LIMITS}
    OR EXISTS (SELECT FROM cases_document d
               WHERE d.firm_id = storage_storedfile.firm_id AND d.file_id = storage_storedfile.id)
    OR EXISTS (SELECT FROM cases_formerversion v
               WHERE v.firm_id = storage_storedfile.firm_id AND v.file_id = storage_storedfile.id)
    OR (uploaded_by_id = (SELECT NULLIF(current_setting('claimback.member_id', true), '')::uuid)
        AND NOT cases_file_is_placed(firm_id, id)));

CREATE POLICY storage_access_wall ON storage_access AS RESTRICTIVE FOR ALL TO claimback_app USING (
    {NO_LIMITS}
    OR EXISTS (SELECT FROM storage_storedfile f WHERE f.firm_id = storage_access.firm_id AND f.id = file_id));
"""

# Closed: what is not named here is hidden from whoever has a wall.
HISTORY = f"""
CREATE POLICY audit_entry_wall ON audit_entry AS RESTRICTIVE FOR SELECT TO claimback_app USING (
    {NO_LIMITS} OR ({NO_PORTAL} AND CASE
        WHEN case_id IS NOT NULL THEN case_id <> ALL ({WALLED_CASES})
        WHEN "table" = 'cases_client' THEN row_id <> ALL ({WALLED_CLIENTS})
        WHEN "table" = 'cases_policy' THEN EXISTS (
            SELECT FROM cases_policy p WHERE p.firm_id = audit_entry.firm_id AND p.id = row_id)
        WHEN "table" = 'cases_provision' THEN EXISTS (
            SELECT FROM cases_provision p WHERE p.firm_id = audit_entry.firm_id AND p.id = row_id)
        WHEN "table" = 'storage_storedfile' THEN EXISTS (
            SELECT FROM storage_storedfile f WHERE f.firm_id = audit_entry.firm_id AND f.id = row_id)
        ELSE "table" IN ('tenancy_firm', 'tenancy_role', 'tenancy_membership', 'tenancy_licence', 'tenancy_token',
                         'cases_insurer', 'cases_insureraddress')
    END));
"""

ME = "(SELECT NULLIF(current_setting('claimback.member_id', true), '')::uuid)"

LOWER_FLOORS = ";\n".join(
    f"CREATE POLICY {table}_portal ON {table} AS RESTRICTIVE FOR ALL TO claimback_app"
    f" USING ({NO_PORTAL} OR {theirs})"
    for table, theirs in {
        "tenancy_firm": "false",
        "tenancy_role": "false",
        "tenancy_membership": f"id = {ME}",
        "tenancy_licence": "false",
        "tenancy_token": "false",
        "tenancy_idempotencykey": f"member_id = {ME}",
        "storage_access": f"member_id = {ME}",
        "audit_seal": "false",
    }.items()
)

CLOSED = ";\n".join(
    f"CREATE POLICY {table}_portal ON {table} AS RESTRICTIVE FOR ALL TO claimback_app USING ({NO_PORTAL})"
    for table in (
        "vault_firmkey",
        "firms_connection",
        "firms_signindomain",
        "firms_invitation",
        "firms_supportaccess",
        "firms_notice",
    )
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("storage", "0002_rights_and_scanner"),
        ("audit", "0002_triggers"),
        ("vault", "0002_rights"),
        ("firms", "0001_initial"),
    ]

    operations = [migrations.RunSQL(sql) for sql in (LISTS, FILES, HISTORY, LOWER_FLOORS, CLOSED)]
