"""The table of what sign-in counts and remembers for a moment: attempts, used codes. All processes share it."""

from django.db import migrations

CACHE = """
CREATE TABLE accounts_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX accounts_cache_expires ON accounts_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunSQL(CACHE, "DROP TABLE accounts_cache")]
