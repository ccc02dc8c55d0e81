"""Who enters from the installation's support is told apart at the front door: they read, and keep nothing of their own.

The door says `support` for the role of such a member. All else is as it was.
"""

from django.db import migrations

ENTER_AS_A_PERSON = """
CREATE OR REPLACE FUNCTION scanner.{name}(_slug text, _who uuid, _act text, _request text)
RETURNS SETOF scanner.entered
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE e scanner.entered;
BEGIN
    SELECT f.id, m.id, m.user_id, CASE WHEN m.support THEN 'support' ELSE m.role END, r.capabilities, NULL::text[],
        f.name, f.time_zone, f.second_factor_required, f.idle_minutes, m.walled_cases, m.walled_clients, m.portal_cases
    INTO e
    FROM tenancy_firm f
    JOIN tenancy_membership m ON m.firm_id = f.id
    JOIN accounts_user u ON u.id = m.user_id
    LEFT JOIN tenancy_role r ON r.firm_id = m.firm_id AND r.id = m.own_role_id
    WHERE f.slug = _slug AND m.{column} = _who AND m.ended_at IS NULL AND (m.until IS NULL OR m.until > now())
      AND u.is_active;
    IF NOT FOUND THEN RETURN; END IF;
    PERFORM scanner.set_scope(e, _act, _request);
    RETURN NEXT e;
END $$;
"""

ENTER = f"""
GRANT SELECT (support) ON tenancy_membership TO claimback_scanner;
SET LOCAL ROLE claimback_scanner;
{ENTER_AS_A_PERSON.format(name="enter_by_user", column="user_id")}
{ENTER_AS_A_PERSON.format(name="enter_by_member", column="id")}
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0003_alerts")]

    operations = [migrations.RunSQL(ENTER)]
