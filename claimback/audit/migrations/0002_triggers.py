"""The trigger that writes the history, the one that seals it, and the rights that keep it append-only."""

from django.db import migrations

from claimback.audit.models import audit_trigger_sql

FUNCTIONS = r"""
-- Every name is qualified, and no search_path set, so that PostgreSQL puts its body where it is called.
CREATE FUNCTION uuid7() RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT pg_catalog.encode(pg_catalog.set_bit(pg_catalog.set_bit(pg_catalog.overlay(
        pg_catalog.uuid_send(pg_catalog.gen_random_uuid()), pg_catalog.substring(pg_catalog.int8send(
            (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()) OPERATOR(pg_catalog.*) 1000)::bigint), 3),
        1, 6), 52, 1), 53, 1), 'hex')::uuid
$$;

-- Runs with the rights of whoever changes the row, who can make no objects: the path is safe as it is, and setting
-- it for each row would cost more than the rest.
CREATE FUNCTION audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_row jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
    new_row jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
    any_row jsonb := coalesce(new_row, old_row);
    left_out text[] := coalesce(TG_ARGV, '{}') || '{version,updated_at}';
    was jsonb;
    becomes jsonb;
    veiled text;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(key, old_row -> key), jsonb_object_agg(key, value) INTO was, becomes
        FROM jsonb_each(new_row) WHERE value IS DISTINCT FROM old_row -> key AND key <> ALL (left_out);
        IF becomes IS NULL THEN
            RETURN NULL;
        END IF;
    ELSE
        was := old_row - left_out;
        becomes := new_row - left_out;
    END IF;
    -- Of a veiled column (=name) an entry says only that there was something, and that it is another now.
    FOR argument IN 0 .. TG_NARGS - 1 LOOP
        IF left(TG_ARGV[argument], 1) = '=' THEN
            veiled := substr(TG_ARGV[argument], 2);
            IF jsonb_typeof(was -> veiled) = 'string' THEN
                was := was || jsonb_build_object(veiled, 'sealed');
            END IF;
            IF jsonb_typeof(becomes -> veiled) = 'string' THEN
                becomes := becomes || jsonb_build_object(veiled, 'sealed');
            END IF;
        END IF;
    END LOOP;
    INSERT INTO public.audit_entry (id, firm_id, at, member_id, case_id, act, request_id, "table", row_id, operation, before, after)
    VALUES (
        public.uuid7(), coalesce(any_row ->> 'firm_id', any_row ->> 'id')::uuid, clock_timestamp(),
        NULLIF(current_setting('claimback.member_id', true), '')::uuid,
        CASE TG_TABLE_NAME WHEN 'cases_case' THEN any_row ->> 'id' ELSE any_row ->> 'case_id' END::uuid,
        coalesce(current_setting('claimback.act', true), ''),
        coalesce(current_setting('claimback.request_id', true), ''),
        TG_TABLE_NAME, (any_row ->> 'id')::uuid, lower(TG_OP), was, becomes);
    RETURN NULL;
END $$;

-- What one statement adds, where a statement may add thousands (Audited.in_bulk): the entries that audit_change would
-- make, by one statement. A veiled column that is NULL stays so. Of several entries the first leads: it brings the seals of
-- all. The owner inserts, for the application may not say so of an entry: one that is led has no trigger.
-- OFFSET 0: without it to_jsonb would be called at each place that `words` stands at.
CREATE FUNCTION audit_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    left_out text[] := coalesce(TG_ARGV, '{}') || '{version,updated_at}';
    veiled text[] := ARRAY(SELECT substr(argument, 2) FROM unnest(TG_ARGV) argument WHERE left(argument, 1) = '=');
    first uuid := CASE (SELECT count(*) FROM added) WHEN 1 THEN NULL ELSE (SELECT id FROM added LIMIT 1) END;
BEGIN
    INSERT INTO audit_entry (id, firm_id, at, member_id, case_id, act, request_id, "table", row_id, operation, after, leads)
    SELECT uuid7(), said.firm_id, clock_timestamp(),
        NULLIF(current_setting('claimback.member_id', true), '')::uuid,
        CASE TG_TABLE_NAME WHEN 'cases_case' THEN said.id ELSE (said.words ->> 'case_id')::uuid END,
        coalesce(current_setting('claimback.act', true), ''),
        coalesce(current_setting('claimback.request_id', true), ''),
        TG_TABLE_NAME, said.id, 'insert',
        (said.words - left_out) || coalesce((
            SELECT jsonb_object_agg(name, 'sealed') FROM unnest(veiled) name
            WHERE jsonb_typeof(said.words -> name) = 'string'), '{}'),
        said.id = first
    FROM (SELECT id, firm_id, to_jsonb(added) AS words FROM added OFFSET 0) said;
    RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION audit_added() FROM PUBLIC, claimback_app;

-- What is sealed: the columns in their order, as words, between unit separators. No column can hold one: JSON
-- escapes it, and the front door takes no request id with one. Names are qualified as above, for the same reason.
CREATE FUNCTION audit_text(e audit_entry) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT pg_catalog.concat_ws(E'\x1f', e.id, e.firm_id,
        pg_catalog.to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        coalesce(e.member_id::text, ''), coalesce(e.case_id::text, ''), e.act, e.request_id, e."table", e.row_id, e.operation,
        coalesce(e.before::text, ''), coalesce(e.after::text, ''))
$$;

CREATE FUNCTION audit_next_digest(last bytea, start bytea, sealed bytea) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN pg_catalog.sha256(coalesce(last, start) OPERATOR(pg_catalog.||) sealed);
END $$;
CREATE AGGREGATE audit_chain(start bytea, sealed bytea) (SFUNC = audit_next_digest, STYPE = bytea);

-- By a function of its own: planned when there were no seals yet, the question would go on reading all of them.
CREATE FUNCTION audit_is_sealed(_entry uuid) RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    RETURN EXISTS (SELECT FROM audit_seal WHERE id = _entry);
END $$;

-- Seals what else this transaction made for the firm since `_since`, in the order in which it was made. Others' entries
-- are seen with their seals, or not at all. Each entry's seal is asked for by itself, and planned anew each time: a plan
-- that was made while there were no seals looks for one among all of the firm's.
CREATE FUNCTION audit_seal_rest(_firm uuid, _since timestamptz, _number bigint, _digest bytea) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
BEGIN
    INSERT INTO audit_seal (id, firm_id, number, entry_digest, digest)
    SELECT id, firm_id, _number + row_number() OVER made, sealed, audit_chain(_digest, sealed) OVER made
    FROM (SELECT e.id, e.firm_id, e.at, sha256(convert_to(audit_text(e), 'UTF8')) AS sealed
          FROM audit_entry e WHERE e.firm_id = _firm AND e.at >= _since
          AND (SELECT s.number FROM audit_seal s WHERE s.id = e.id) IS NULL) rest
    WINDOW made AS (ORDER BY at, id ROWS UNBOUNDED PRECEDING);
END $$;

-- Runs at commit for each entry, so that the firm's chain is locked for no longer than a commit takes. By then another
-- firm's scope may be open, or none: it opens the entry's own and puts back what was there. What needs no statement is
-- said as an expression, for a statement costs more than all that it does here.
-- A transaction's first entries are sealed one by one, as most have no more; then whatever comes, or leads others that its
-- own statement made, is sealed with all that follow it, and those only look for their seal. `claimback.sealed` counts them. The application could set it, and
-- would gain nothing: an entry is passed over only where its seal is found.
CREATE FUNCTION audit_seal_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    firm text := NEW.firm_id;
    outer_firm text := coalesce(current_setting('claimback.firm_id', true), '');
    alone integer := coalesce(NULLIF(current_setting('claimback.sealed', true), ''), '0')::integer;
    is_sealed boolean := false;
    sealed bytea;
    link bytea;
    last_number bigint;
    last_digest bytea;
BEGIN
    IF outer_firm <> firm THEN
        firm := set_config('claimback.firm_id', firm, true);
    END IF;
    IF alone >= 8 THEN
        is_sealed := audit_is_sealed(NEW.id);
    END IF;
    IF NOT is_sealed THEN
        IF pg_advisory_xact_lock(hashtextextended(firm, 20261122)) IS NULL THEN
            RAISE EXCEPTION 'The chain of firm % could not be locked.', firm;
        END IF;
        sealed := sha256(convert_to(audit_text(NEW), 'UTF8'));
        -- A statement of its own: what it sees must be younger than the lock.
        SELECT number, digest INTO last_number, last_digest
        FROM audit_seal WHERE firm_id = NEW.firm_id ORDER BY number DESC LIMIT 1;
        last_number := coalesce(last_number, 0) + 1;
        link := sha256(coalesce(last_digest, '\x'::bytea) || sealed);
        INSERT INTO audit_seal (id, firm_id, number, entry_digest, digest)
        VALUES (NEW.id, NEW.firm_id, last_number, sealed, link);
        IF alone >= 8 OR NEW.leads THEN
            PERFORM audit_seal_rest(NEW.firm_id, NEW.at, last_number, link);
            alone := set_config('claimback.sealed', '8', true)::integer;
        ELSE
            alone := set_config('claimback.sealed', (alone + 1)::text, true)::integer;
        END IF;
    END IF;
    IF outer_firm <> firm THEN
        firm := set_config('claimback.firm_id', outer_firm, true);
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER audit_entry_sealed AFTER INSERT ON audit_entry DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.leads IS NOT FALSE) EXECUTE FUNCTION audit_seal_entry();

REVOKE UPDATE, DELETE ON audit_entry FROM claimback_app;
CREATE POLICY audit_entry_leads_none ON audit_entry AS RESTRICTIVE FOR INSERT TO claimback_app WITH CHECK (leads IS NULL);
REVOKE INSERT, UPDATE, DELETE ON audit_seal FROM claimback_app;
REVOKE DELETE ON tenancy_firm, tenancy_role, tenancy_membership, tenancy_licence, tenancy_token FROM claimback_app;
"""

TENANCY = ";\n".join(
    audit_trigger_sql(table, f"{table}_audit", leaving_out)
    for table, leaving_out in {
        "tenancy_firm": (),
        "tenancy_role": (),
        "tenancy_membership": ("walled_cases", "walled_clients", "portal_cases"),
        "tenancy_licence": (),
        "tenancy_token": ("digest", "last_used_at"),
    }.items()
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("tenancy", "0002_front_door")]

    operations = [migrations.RunSQL(FUNCTIONS), migrations.RunSQL(TENANCY)]
