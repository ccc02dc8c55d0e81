#!/bin/sh
# Makes the secrets of compose.yaml, once: what is there already stays. Keep a copy of secrets/ in a safe; without
# master_key what firms sealed is lost.
set -eu
umask 077
mkdir -p secrets
cd secrets

keep() { # name; what is read from standard input becomes the secret, unless there is one
    if [ -s "$1" ]; then cat >/dev/null; else cat >"$1"; fi
    chmod 444 "$1" # the services' users read it; nobody else enters the folder
}
random() { head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n'; }

for name in postgres_password owner_password app_password backup_password valkey_password metrics_token \
    s3_access_key_id s3_secret_access_key; do
    random | keep "$name"
done
{ random; random; } | keep secret_key
head -c 32 /dev/urandom | base64 | tr -d '\n' | keep master_key
printf 'postgresql://claimback_app:%s@postgres:5432/claimback' "$(cat app_password)" | keep database_url
printf 'postgresql://claimback_owner:%s@postgres:5432/claimback' "$(cat owner_password)" | keep database_owner_url
printf 'postgresql://claimback_backup:%s@postgres:5432/claimback' "$(cat backup_password)" | keep database_backup_url
[ -e database_replica_url ] || : | keep database_replica_url # filled in where a replica answers reports and exports
printf 'redis://:%s@valkey:6379/0' "$(cat valkey_password)" | keep broker_url
printf '{"identities": [{"name": "claimback", "credentials": [{"accessKey": "%s", "secretKey": "%s"}], "actions": %s}]}' \
    "$(cat s3_access_key_id)" "$(cat s3_secret_access_key)" \
    '["Admin:documents", "Read:documents", "Write:documents", "List:documents", "Tagging:documents"]' | keep s3_config
if [ ! -s email_url ]; then
    printf 'smtp+tls://user:password@mail.example.com:587' | keep email_url
    echo 'Write the address of your mail server into secrets/email_url.' >&2
fi
