-- The four database roles, and what each may do in the database that this file is run in.
--
-- Run it as a superuser (or a role that may create roles and owns the database), connected to the database of
-- the application; once for each database, and again after every upgrade: it changes nothing that is right.
--
--   createdb claimback
--   psql --dbname claimback --set ON_ERROR_STOP=1 --file docker/roles.sql
--   psql --dbname claimback --command '\password claimback_owner' --command '\password claimback_app'
--   psql --dbname claimback --command '\password claimback_backup'
--
-- It is plain SQL without variables, so that the embedded server of the demo and the tests runs the very same
-- file. Passwords are set apart from it: until then no role can sign in where a password is asked for.
--
--   claimback_owner    migrates. Owns the database and the schema public; FORCE ROW LEVEL SECURITY binds it too.
--   claimback_app      web, worker and beat. Owns nothing, creates nothing, not even temporary tables.
--   claimback_scanner  nobody signs in as it. Owns the functions in the schema scanner, by which the app finds
--                      due work across firms; each table gives it single columns and a policy to read them.
--   claimback_backup   `manage.py backup` alone: the one role that row security does not bind, for a dump under row
--                      security would lose every firm's rows. It reads everything and can write nothing. Its password
--                      is as good as a copy of the database: it belongs to the backup's machine and to no other.
--
-- A function of the scanner is made by a migration, as the owner, in this way:
--
--   GRANT SELECT (firm_id, id, due_at) ON alert TO claimback_scanner;
--   CREATE POLICY scanner_reads ON alert FOR SELECT TO claimback_scanner USING (true);
--   SET LOCAL ROLE claimback_scanner;
--   CREATE OR REPLACE FUNCTION scanner.due_alerts(...) RETURNS TABLE (firm_id uuid, id uuid)
--       LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$...$$;
--   RESET ROLE;

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['claimback_owner', 'claimback_app', 'claimback_scanner'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOINHERIT', wanted);
        END IF;
    END LOOP;
END
$$;

ALTER ROLE claimback_owner LOGIN NOINHERIT NOCREATEROLE NOCREATEDB;
ALTER ROLE claimback_app LOGIN NOINHERIT NOCREATEROLE NOCREATEDB;
ALTER ROLE claimback_scanner NOLOGIN NOINHERIT NOCREATEROLE NOCREATEDB;

-- Bypassing row security is for a superuser to give; a role that may not leaves the rest as it should be.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'claimback_backup') THEN
        CREATE ROLE claimback_backup;
    END IF;
    ALTER ROLE claimback_backup LOGIN BYPASSRLS INHERIT NOCREATEROLE NOCREATEDB;
    ALTER ROLE claimback_backup SET default_transaction_read_only = on;
    GRANT pg_read_all_data TO claimback_backup;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'claimback_backup is not made: manage.py backup will not run. Make it as a superuser.';
END
$$;

-- The owner may become the scanner, to make its functions, and inherits nothing of it: a policy for the scanner
-- would otherwise open every firm's rows to the owner.
GRANT claimback_scanner TO claimback_owner;

DO $$
BEGIN
    EXECUTE format('ALTER DATABASE %I OWNER TO claimback_owner', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO claimback_app', current_database());
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'claimback_backup') THEN
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO claimback_backup', current_database());
    END IF;
END
$$;

CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;

ALTER SCHEMA public OWNER TO claimback_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO claimback_app, claimback_scanner;

CREATE SCHEMA IF NOT EXISTS scanner;
ALTER SCHEMA scanner OWNER TO claimback_scanner;
REVOKE ALL ON SCHEMA scanner FROM PUBLIC;
GRANT USAGE ON SCHEMA scanner TO claimback_app;
GRANT USAGE, CREATE ON SCHEMA scanner TO claimback_owner;

-- Bringing a firm in from an archive, and erasing one, must not run the triggers that write the history: it comes from
-- the archive, byte for byte, or goes. The owner could disable them, and every other firm would wait meanwhile; this
-- way they rest for one transaction of its own. It gives the owner nothing that it could not do.
DO $$
BEGIN
    GRANT SET ON PARAMETER session_replication_role TO claimback_owner;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'claimback_owner may not set session_replication_role: manage.py firm import and erase will not run. '
        'Grant it as a superuser: GRANT SET ON PARAMETER session_replication_role TO claimback_owner';
END
$$;

-- Functions of the scanner set these. A migration has the extension loaded by then; a restore has not, and PostgreSQL
-- lets nobody but a superuser name what it does not know.
DO $$
BEGIN
    GRANT SET ON PARAMETER pg_trgm.similarity_threshold, pg_trgm.word_similarity_threshold,
        pg_trgm.strict_word_similarity_threshold TO claimback_owner;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'claimback_owner may not set the thresholds of pg_trgm: manage.py restore will not run. '
        'Grant it as a superuser, as docker/roles.sql says';
END
$$;

-- What a migration makes later. PUBLIC's right to execute is taken for every schema, as it can only be taken so.
ALTER DEFAULT PRIVILEGES FOR ROLE claimback_owner, claimback_scanner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE claimback_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO claimback_app;
ALTER DEFAULT PRIVILEGES FOR ROLE claimback_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO claimback_app;
ALTER DEFAULT PRIVILEGES FOR ROLE claimback_owner IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO claimback_app;
ALTER DEFAULT PRIVILEGES FOR ROLE claimback_owner, claimback_scanner IN SCHEMA scanner
    GRANT EXECUTE ON FUNCTIONS TO claimback_app;

-- Roles that existed before may hold more than they should. That is said and not repaired: someone gave it to
-- them for a reason that this file cannot know.
DO $$
DECLARE
    too_much text;
BEGIN
    SELECT string_agg(rolname, ', ') INTO too_much
    FROM pg_roles
    WHERE rolname IN ('claimback_owner', 'claimback_app', 'claimback_scanner')
      AND (rolsuper OR rolbypassrls OR rolreplication);
    IF too_much IS NOT NULL THEN
        RAISE EXCEPTION 'too powerful for row security to bind: %', too_much
            USING HINT = 'ALTER ROLE ... NOSUPERUSER NOBYPASSRLS NOREPLICATION';
    END IF;
    SELECT string_agg(rolname, ', ') INTO too_much
    FROM pg_roles WHERE rolname = 'claimback_backup' AND (rolsuper OR rolreplication OR rolcreaterole);
    IF too_much IS NOT NULL THEN
        RAISE EXCEPTION 'claimback_backup only reads, and may do more'
            USING HINT = 'ALTER ROLE claimback_backup NOSUPERUSER NOREPLICATION NOCREATEROLE';
    END IF;
    SELECT string_agg(granted.rolname, ', ') INTO too_much
    FROM pg_auth_members
    JOIN pg_roles granted ON granted.oid = pg_auth_members.roleid
    JOIN pg_roles member ON member.oid = pg_auth_members.member
    WHERE member.rolname IN ('claimback_app', 'claimback_scanner');
    IF too_much IS NOT NULL THEN
        RAISE EXCEPTION 'claimback_app and claimback_scanner may be members of no role, and are of: %', too_much
            USING HINT = 'REVOKE ... FROM claimback_app, claimback_scanner';
    END IF;
END
$$;
