"""What a client of the firm sees of the tables that are the firm's own work, and a conflict check past walls.

The portal shows a client their cases, the insurers of these, the documents that they sent and the letters that were
shared with them. All else is empty for them, the rows of lower floors too.
"""

from django.db import migrations

from claimback.tenancy.walls import NO_PORTAL, CaseWall, PortalWall

# They run as the tables' owner, so that the policies that call them don't ask each other in a circle. COST 1: they
# stand behind an OR that is true for everybody but a client, and should not weigh in anybody's plan.
OPEN_TO_CLIENTS = """
CREATE FUNCTION cases_insurer_of_client(_firm uuid, _insurer uuid) RETURNS boolean
LANGUAGE sql STABLE COST 1 SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM cases_case WHERE firm_id = _firm AND insurer_id = _insurer
        AND id = ANY (NULLIF(current_setting('claimback.portal_cases', true), '')::uuid[]))
$$;

-- The documents that the client sent. Letters that were shared are added by their own app.
CREATE FUNCTION cases_document_of_client(_firm uuid, _document uuid, _file uuid) RETURNS boolean
LANGUAGE sql STABLE COST 1 SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM storage_storedfile WHERE firm_id = _firm AND id = _file
        AND uploaded_by_id = NULLIF(current_setting('claimback.member_id', true), '')::uuid)
$$;
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

# A name without accents, case and punctuation. The second function sees what the member may not, and tells no more
# of it than that it is there and whom to ask: the case's lead, or else the first owner who may look.
CONFLICTS = """
CREATE FUNCTION cases_plain_name(_name text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT btrim(regexp_replace(lower(unaccent(_name)), '[^[:alnum:]]+', ' ', 'g'))
$$;

CREATE FUNCTION cases_conflict_behind_wall(_names text[]) RETURNS TABLE (name text, ask uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH walled AS (
        SELECT coalesce(NULLIF(current_setting('claimback.walled_cases', true), ''), '{}')::uuid[] AS cases,
               coalesce(NULLIF(current_setting('claimback.walled_clients', true), ''), '{}')::uuid[] AS clients
    ), hidden AS (
        SELECT c.id AS case_id, cases_plain_name(k.name) AS plain
        FROM walled, cases_client k JOIN cases_case c ON c.firm_id = k.firm_id AND c.client_id = k.id
        WHERE k.id = ANY (walled.clients)
        UNION ALL
        SELECT p.case_id, cases_plain_name(said)
        FROM walled, cases_party p, unnest(ARRAY[p.name, p.organisation]) said
        WHERE p.case_id = ANY (walled.cases) AND said <> ''
    )
    SELECT asked.name, (
        SELECT m.id FROM cases_case c JOIN tenancy_membership m ON m.firm_id = c.firm_id
        WHERE c.id = found.case_id AND m.ended_at IS NULL AND (m.until IS NULL OR m.until > now())
          AND (m.id = c.lead_id OR (m.role = 'owner' AND m.own_role_id IS NULL)) AND c.id <> ALL (m.walled_cases)
        ORDER BY coalesce(m.id = c.lead_id, false) DESC, m.created_at, m.id LIMIT 1)
    FROM unnest(_names) AS asked (name) CROSS JOIN LATERAL (
        SELECT case_id FROM hidden WHERE plain = cases_plain_name(asked.name) ORDER BY case_id LIMIT 1) found
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_walls")]

    operations = [
        migrations.RunSQL(OPEN_TO_CLIENTS),
        migrations.RemoveConstraint("document", "cases_document_wall"),
        migrations.AddConstraint(
            "document",
            CaseWall(name="cases_document_wall", portal="cases_document_of_client(firm_id, id, file_id)"),
        ),
        migrations.AddConstraint(
            "insurer",
            PortalWall(name="cases_insurer_portal", portal="cases_insurer_of_client(firm_id, id)"),
        ),
        migrations.AddConstraint("insureraddress", PortalWall(name="cases_insureraddress_portal")),
        migrations.AddConstraint("casecounter", PortalWall(name="cases_casecounter_portal")),
        migrations.RunSQL(LOWER_FLOORS),
        migrations.RunSQL(CONFLICTS),
    ]
