#!/bin/sh
# Gives the two roles of roles.sql their passwords, when the database is made.
set -eu
psql --username postgres --dbname claimback --set ON_ERROR_STOP=1 \
    --set owner="$(cat /run/secrets/owner_password)" --set app="$(cat /run/secrets/app_password)" <<'SQL'
ALTER ROLE claimback_owner PASSWORD :'owner';
ALTER ROLE claimback_app PASSWORD :'app';
SQL
