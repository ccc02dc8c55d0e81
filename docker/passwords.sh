#!/bin/sh
# Gives the roles of roles.sql their passwords, when the database is made.
set -eu
psql --username postgres --dbname claimback --set ON_ERROR_STOP=1 \
    --set owner="$(cat /run/secrets/owner_password)" --set app="$(cat /run/secrets/app_password)" \
    --set backup="$(cat /run/secrets/backup_password)" <<'SQL'
ALTER ROLE claimback_owner PASSWORD :'owner';
ALTER ROLE claimback_app PASSWORD :'app';
ALTER ROLE claimback_backup PASSWORD :'backup';
SQL
