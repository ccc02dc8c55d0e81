"""What one statement adds is sealed at commit by one trigger's call, and not by as many as there are entries.

Most of what an import's history cost was that call, made for each entry only to find its seal there already.
"""

from django.db import migrations, models

# The owner inserts: the application may not say of an entry that another brings its seal, for such a one has no trigger.
# OFFSET 0: without it to_jsonb would be called at each place that `words` stands at.
ADDED = r"""
CREATE OR REPLACE FUNCTION audit_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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

CREATE POLICY audit_entry_leads_none ON audit_entry AS RESTRICTIVE FOR INSERT TO claimback_app WITH CHECK (leads IS NULL);
"""

# An entry that leads others is sealed with them and all that came after them; those after them look for their seal first.
# By a function of its own: planned when there were no seals yet, the question would go on reading all of them.
SEALED = r"""
CREATE FUNCTION audit_is_sealed(_entry uuid) RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    RETURN EXISTS (SELECT FROM audit_seal WHERE id = _entry);
END $$;

-- Each entry's seal is asked for by itself, and planned anew each time: a plan that was made while there were no seals
-- looks for one among all of the firm's, and a first import of 20,000 rows spent four fifths of its time on that.
CREATE OR REPLACE FUNCTION audit_seal_rest(_firm uuid, _since timestamptz, _number bigint, _digest bytea) RETURNS void
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

CREATE OR REPLACE FUNCTION audit_seal_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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

DROP TRIGGER audit_entry_sealed ON audit_entry;
CREATE CONSTRAINT TRIGGER audit_entry_sealed AFTER INSERT ON audit_entry DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.leads IS NOT FALSE) EXECUTE FUNCTION audit_seal_entry();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_triggers")]

    operations = [
        migrations.AddField(
            "entry",
            "leads",
            models.BooleanField(
                null=True,
                editable=False,
                help_text="Of several that one statement made: whether the seals of all come with this one's.",
            ),
        ),
        migrations.RunSQL(ADDED),
        migrations.RunSQL(SEALED),
    ]
