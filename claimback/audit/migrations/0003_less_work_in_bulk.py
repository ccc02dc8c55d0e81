"""What an import's thousands of entries cost: each is put into words once, and their ids take chance from one source."""

from django.db import migrations

FUNCTIONS = r"""
-- As uuid7, of random bytes that the caller has: gen_random_uuid() asks the system for some each time.
CREATE FUNCTION uuid7_of(random bytea) RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT pg_catalog.encode(pg_catalog.set_bit(pg_catalog.set_bit(pg_catalog.overlay(
        random, pg_catalog.substring(pg_catalog.int8send(
            (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()) OPERATOR(pg_catalog.*) 1000)::bigint), 3),
        1, 6), 52, 1), 53, 1), 'hex')::uuid
$$;

-- As in 0002. What is alike in all entries is asked for once, and so is chance: an entry's bytes are a digest of the
-- statement's and of its row's id.
CREATE OR REPLACE FUNCTION audit_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    left_out text[] := coalesce(TG_ARGV, '{}') || '{version,updated_at}';
    veiled text[] := ARRAY(SELECT substr(argument, 2) FROM unnest(TG_ARGV) argument WHERE left(argument, 1) = '=');
    first uuid := CASE (SELECT count(*) FROM added) WHEN 1 THEN NULL ELSE (SELECT id FROM added LIMIT 1) END;
    member uuid := NULLIF(current_setting('claimback.member_id', true), '')::uuid;
    doing text := coalesce(current_setting('claimback.act', true), '');
    request text := coalesce(current_setting('claimback.request_id', true), '');
    chance bytea := uuid_send(gen_random_uuid());
BEGIN
    INSERT INTO audit_entry (id, firm_id, at, member_id, case_id, act, request_id, "table", row_id, operation, after, leads)
    SELECT uuid7_of(substring(sha256(chance || uuid_send(said.id)), 1, 16)), said.firm_id, clock_timestamp(), member,
        CASE TG_TABLE_NAME WHEN 'cases_case' THEN said.id ELSE (said.words ->> 'case_id')::uuid END,
        doing, request, TG_TABLE_NAME, said.id, 'insert',
        (said.words - left_out) || coalesce((
            SELECT jsonb_object_agg(name, 'sealed') FROM unnest(veiled) name
            WHERE jsonb_typeof(said.words -> name) = 'string'), '{}'),
        said.id = first
    FROM (SELECT id, firm_id, to_jsonb(added) AS words FROM added OFFSET 0) said;
    RETURN NULL;
END $$;

-- As in 0002. OFFSET 0: without it each digest would be made at both places that `sealed` stands at.
CREATE OR REPLACE FUNCTION audit_seal_rest(_firm uuid, _since timestamptz, _number bigint, _digest bytea) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
BEGIN
    INSERT INTO audit_seal (id, firm_id, number, entry_digest, digest)
    SELECT id, _firm, _number + row_number() OVER made, sealed, audit_chain(_digest, sealed) OVER made
    FROM (SELECT e.id, e.at, sha256(convert_to(audit_text(e), 'UTF8')) AS sealed
          FROM audit_entry e WHERE e.firm_id = _firm AND e.at >= _since
          AND (SELECT s.number FROM audit_seal s WHERE s.id = e.id) IS NULL OFFSET 0) rest
    WINDOW made AS (ORDER BY at, id ROWS UNBOUNDED PRECEDING);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_triggers")]

    operations = [migrations.RunSQL(FUNCTIONS)]
