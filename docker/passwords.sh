#!/bin/sh
# Gives the two roles of roles.sql their passwords, when the database is made.
set -eu
psql --username postgres --dbname claimback --set ON_ERROR_STOP=1 --set owner="$OWNER_PASSWORD" --set app="$APP_PASSWORD" <<'SQL'
ALTER ROLE claimback_owner PASSWORD :'owner';
ALTER ROLE claimback_app PASSWORD :'app';
SQL
