"""What waits for a worker or a person, over all firms: how much of each kind of work and for how long, and no row."""

from django.db import migrations

# Each: the table, what of it waits, and since when. An alert counts from when it was promised, however often it was
# tried; everything else from when it was next to be tried, for what fails over and over is the other side's.
_OWED = "t.state IN ('planned', 'sending') AND t.next_attempt_at <= now()"
_WORK = {
    "alerts": (
        "deadlines_alert",
        "t.state IN ('planned', 'sending') AND t.due_at <= now() AND (t.attempts > 0 OR t.next_attempt_at <= now())",
        "t.due_at",
    ),
    "notices": ("firms_notice", _OWED, "t.next_attempt_at"),
    "peer_invitations": ("cases_peerinvitation", _OWED, "t.next_attempt_at"),
    "webhooks": (
        "webhooks_delivery",
        f"{_OWED} AND EXISTS (SELECT FROM webhooks_endpoint e"
        " WHERE e.firm_id = t.firm_id AND e.id = t.endpoint_id AND e.disabled_at IS NULL)",
        "t.next_attempt_at",
    ),
    "letters": ("letters_dispatch", "t.state = 'queued' AND t.next_attempt_at <= now()", "t.next_attempt_at"),
    "uncertain_letters": ("letters_dispatch", "t.state = 'unknown'", "t.claimed_at"),
    "files": ("storage_storedfile", "t.state = 'received'", "t.updated_at"),
    "mail": ("cases_receivedmail", "t.state = 'received'", "t.received_at"),
    "imports": ("cases_importjob", "t.state IN ('waiting', 'checking', 'running', 'undoing')", "t.updated_at"),
    "readings": ("letters_reading", "t.state = 'requested'", "t.updated_at"),
    "packets": ("letters_packet", "t.state = 'requested'", "t.updated_at"),
    "papers": ("deadlines_docketpaper", "t.state = 'requested'", "t.updated_at"),
}

_SELECTS = "\n    UNION ALL\n    ".join(
    f"SELECT '{work}', count(*)::int, greatest(coalesce(extract(epoch FROM now() - min(w.since)), 0), 0)::float8"
    f"\n    FROM (SELECT {since} AS since FROM {table} t WHERE {waits} ORDER BY {since} LIMIT 10000) w"
    for work, (table, waits, since) in _WORK.items()
)

BACKLOG = f"""
SET LOCAL ROLE claimback_scanner;
CREATE FUNCTION scanner.backlog() RETURNS TABLE (work text, waiting integer, oldest_seconds double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    {_SELECTS}
$$;
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_peer_appointments"),
        ("deadlines", "0006_papers_are_found"),
        ("firms", "0002_scanner"),
        ("letters", "0008_packets"),
        ("storage", "0002_rights_and_scanner"),
        ("tenancy", "0002_front_door"),
        ("webhooks", "0002_scanner"),
    ]

    operations = [migrations.RunSQL(BACKLOG)]
