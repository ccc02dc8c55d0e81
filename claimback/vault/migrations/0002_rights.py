"""The trace is append-only, and whoever has a wall sees only their own part of it."""

from django.db import migrations

from claimback.tenancy.walls import NO_LIMITS

RIGHTS = f"""
REVOKE UPDATE, DELETE ON vault_reveal FROM claimback_app;
REVOKE DELETE ON vault_firmkey FROM claimback_app;
CREATE POLICY vault_reveal_wall ON vault_reveal AS RESTRICTIVE FOR ALL TO claimback_app USING (
    {NO_LIMITS} OR member_id = (SELECT NULLIF(current_setting('claimback.member_id', true), '')::uuid));
"""

class Migration(migrations.Migration):
    dependencies = [("vault", "0001_initial"), ("audit", "0002_triggers")]

    operations = [migrations.RunSQL(RIGHTS)]
