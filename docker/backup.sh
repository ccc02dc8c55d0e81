#!/bin/sh
# One dump of the database, whole or not at all, and the dumps of the last fourteen days. As the superuser, for row
# security binds every other role.
set -eu
umask 077
PGPASSWORD=$(cat /run/secrets/postgres_password)
export PGPASSWORD
name=/var/lib/postgresql/claimback-$(date -u +%Y%m%dT%H%M%SZ).dump
pg_dump --host postgres --username postgres --dbname claimback --format custom --file "$name.part"
pg_restore --list "$name.part" >/dev/null
mv "$name.part" "$name"
find /var/lib/postgresql -maxdepth 1 -name 'claimback-*.dump' -mtime +14 -delete
echo "$name"
