"""The rows that are measured on: made once per size, skewed as practices are, the same shape every time.

One firm holds a fifth of the cases, the others share the rest by Zipf's law, but for one that has as many in a set of
any size. Each case has a client of its own, three
parties, three open deadlines and five entries of correspondence. Rows are loaded by the superuser with triggers off:
row security binds the owner too, and a history of the loading is not what is measured.
"""

import random
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg
from psycopg import sql

from claimback.kernel.clock import now
from claimback.kernel.ids import new_id
from claimback.tenancy.enter import token_digest
from claimback.tenancy.roles import capabilities_of

FIRMS: Final = 200
BIG_FIRM: Final = "firm-1"
STEADY_FIRM: Final = "firm-steady"
STEADY_CASES: Final = 1_000
"""Of the firm that does not grow with the set; in small sets a tenth of all."""
BASELINE_ROLE: Final = "claimback_bench"
_SHARE, _ZIPF = 0.2, 0.8
_SEED: Final = 42
_ENDINGS: Final = [
    f"{vowel}{middle}{end}" for vowel in "aeiou" for middle in ("nt", "rd", "lk") for end in ("ov", "ek")
]
_WORDS: Final = (
    "the a of to and in for was is on that by with denial appeal policy coverage adjuster deductible exclusion "
    "water roof hail wind estimate invoice depreciation examiner premium reservation rights mediation appraisal "
    "umpire claimant counsel hearing authorization necessity physician review plan administrator fiduciary record"
)


_RARER: Final = [f"{first}{second}" for first in "bdfgklmnprst" for second in _ENDINGS]
_RARER_IN_A_TEXT: Final = 4


@dataclass(frozen=True, slots=True)
class Sample:
    """Whose rows are asked for: the firm with a fifth of all, one of its attorneys, and some of its cases."""

    firm_id: UUID
    slug: str
    token: str
    member_id: UUID
    case_ids: tuple[UUID, ...]


def recipe() -> str:
    """All that the set is made by: another recipe, another set."""
    statements = (_FIRM_ROWS, _USERS, _MEMBERS, _INSURERS, _CASES, _CLIENTS, _CASE_ROWS, _PARTIES, _DEADLINES)
    words = (_WORDS, *_RARER)
    return "\n".join((*statements, _CORRESPONDENCE, _BASELINES, *words, str(_cumulative(FIRMS))))


def is_made(connection: psycopg.Connection[Any], fingerprint: str) -> bool:
    """Whether the set was finished in this database, for the tables as they now are."""
    if connection.execute("SELECT to_regclass('bench.made')").fetchone() == (None,):
        return False
    return connection.execute("SELECT FROM bench.made WHERE fingerprint = %s", [fingerprint]).rowcount == 1


def make(connection: psycopg.Connection[Any], rows: int, fingerprint: str) -> None:
    """Fill an empty, migrated database with `rows` cases and what hangs on them; one transaction."""
    firms = max(2, min(FIRMS, rows // 20))
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("SELECT setseed(0.42)")
        searched = _without_search(connection)
        _firms(connection, firms)
        every = max(10, rows // STEADY_CASES)
        connection.execute(
            _CASES, {"rows": rows, "cumulative": _cumulative(firms), "firms": firms, "every": every}
        )
        for statement in (_CLIENTS, _CASE_ROWS, _PARTIES, _DEADLINES):
            connection.execute(statement)
        connection.execute(_CORRESPONDENCE, [_bodies()])
        for definition in searched:
            connection.execute(definition)
        connection.execute(_BASELINES)
        connection.execute("INSERT INTO bench.made VALUES (%s, %s)", [rows, fingerprint])
    connection.execute("VACUUM (ANALYZE)")


def _without_search(connection: psycopg.Connection[Any]) -> list[bytes]:
    """Drop the text indexes: filled row by row they would take most of the time. Returns how to make them again."""
    connection.execute("SET LOCAL maintenance_work_mem = '512MB'")
    found = connection.execute(
        "SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_class c JOIN pg_am a ON a.oid = c.relam"
        " WHERE a.amname = 'gin' AND c.relnamespace = 'public'::regnamespace"
    ).fetchall()
    for name, _ in found:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    return [definition.encode() for _, definition in found]


def _cumulative(firms: int) -> list[float]:
    """The upper bound of each firm's share in [0, 1], but for the last one's."""
    zipf = [1 / n**_ZIPF for n in range(1, firms)]
    rest = [weight / sum(zipf) * (1 - _SHARE) for weight in zipf]
    return list(accumulate([_SHARE, *rest]))[:-1]


def _bodies() -> list[str]:
    """Texts of 12 to 60 words."""
    words = _WORDS.split()
    chance = random.Random(_SEED)  # noqa: S311 - not for secrets
    weights = [1 / n for n in range(1, len(_RARER) + 1)]
    return [
        " ".join(
            [
                *chance.choices(words, k=chance.randint(12, 60)),
                *chance.choices(_RARER, weights, k=_RARER_IN_A_TEXT),
            ]
        )
        for _ in range(2000)
    ]


def words_by_frequency() -> tuple[str, str, str, str]:
    """Words that stand in about every second entry, in one of 50, in another of 50, and in one of 500."""
    return "denial", _RARER[30], _RARER[31], _RARER[-1]


def _firms(connection: psycopg.Connection[Any], firms: int) -> None:
    for statement in (_FIRM_ROWS, _USERS, _MEMBERS, _INSURERS):
        connection.execute(statement, {"firms": firms})


def sample(connection: psycopg.Connection[Any], cases: int = 200, *, firm: str = BIG_FIRM) -> Sample:
    """The firm with a fresh token of its attorney; the tokens of runs of other days are removed."""
    found = connection.execute(
        "SELECT f.id, m.id FROM tenancy_firm f JOIN tenancy_membership m ON m.firm_id = f.id"
        " WHERE f.slug = %s AND m.role = 'attorney' ORDER BY m.id LIMIT 1",
        [firm],
    ).fetchone()
    assert found is not None
    firm_id, member_id = found
    ids = connection.execute(
        "SELECT id FROM cases_case WHERE firm_id = %s ORDER BY md5(number) LIMIT %s", [firm_id, cases]
    ).fetchall()
    token = f"cb_bench_{new_id()}"
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("DELETE FROM tenancy_token WHERE created_at < now() - interval '1 day'")
        connection.execute(
            "INSERT INTO tenancy_token (id, firm_id, member_id, name, digest, capabilities, expires_at, version,"
            " created_at, updated_at) VALUES (%s, %s, %s, 'bench', %s, %s, %s, 1, now(), now())",
            [
                *(new_id(), firm_id, member_id, token_digest(token)),
                *(sorted(capabilities_of("attorney")), now() + timedelta(days=1)),
            ],
        )
    return Sample(firm_id, firm, token, member_id, tuple(row[0] for row in ids))


def written(connection: psycopg.Connection[Any], tables: list[str]) -> list[int]:
    """How many entries of correspondence, or of what comes with them, each table holds beyond the set's."""
    counts = []
    for table in tables:
        query = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(
            sql.Identifier(*table.split(".")),
            sql.SQL("subject LIKE 'Bench%'" if "correspondence" in table else "true"),
        )
        row = connection.execute(query).fetchone()
        assert row is not None
        counts.append(int(row[0]))
    return counts


def forget_written(connection: psycopg.Connection[Any]) -> None:
    """Take away what a measurement wrote, so that the next one finds the same rows."""
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("DELETE FROM cases_correspondence WHERE subject LIKE 'Bench%'")
        connection.execute(
            "TRUNCATE audit_entry, audit_seal, bench.correspondence, bench.audit, bench.outbox"
        )
    connection.execute("VACUUM (ANALYZE) cases_correspondence, cases_case")


def admit_baselines(connection: psycopg.Connection[Any], password: str) -> None:
    """The role of the baselines, which row security does not bind, since they have none; it reads, and writes
    into tables of its own.
    """
    role = sql.Identifier(BASELINE_ROLE)
    found = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [BASELINE_ROLE]).rowcount
    verb = sql.SQL("ALTER" if found else "CREATE")
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN BYPASSRLS PASSWORD {}").format(verb, role, sql.Literal(password))
    )
    database = sql.Identifier(connection.info.dbname)
    for statement in _RIGHTS:
        connection.execute(sql.SQL(statement).format(role=role, database=database))


_RIGHTS: Final[tuple[LiteralString, ...]] = (
    "GRANT CONNECT ON DATABASE {database} TO {role}",
    "GRANT USAGE ON SCHEMA public, bench TO {role}",
    "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA bench TO {role}",
)

_FIRM_ROWS: Final = """
CREATE TEMPORARY TABLE made_firm ON COMMIT DROP AS SELECT n, uuid7() AS id,
    CASE WHEN n > %(firms)s THEN 'firm-steady' ELSE 'firm-' || n END AS slug FROM generate_series(1, %(firms)s + 1) n;
INSERT INTO tenancy_firm (id, slug, name, kind, time_zone, docket_email, address, phone, second_factor_required,
    idle_minutes, legal_hold_reason, created_at)
SELECT id, slug, 'Firm ' || n || ' LLP', 'law', 'America/Chicago', 'docket@firm-' || n || '.example', '', '',
    false, 60, '', now()
FROM made_firm
"""

_USERS: Final = """
CREATE TEMPORARY TABLE made_member ON COMMIT DROP AS
SELECT f.n, k, f.id AS firm_id, uuid7() AS id, uuid7() AS user_id FROM made_firm f, generate_series(0, 4) k;
INSERT INTO accounts_user (id, password, email, name, is_active, is_operator, created_at)
SELECT user_id, '!', 'member' || k || '@firm-' || n || '.example', 'Member ' || k || ' of ' || n, true, false,
    now()
FROM made_member
"""

_MEMBERS: Final = """
INSERT INTO tenancy_membership (id, firm_id, user_id, role, title, support, support_reason, ended_reason, walled_cases,
    walled_clients, portal_cases, time_zone, digest_hour, version, created_at, updated_at)
SELECT id, firm_id, user_id, (ARRAY['owner', 'attorney', 'attorney', 'case_staff', 'case_staff'])[k + 1], '', false,
    '', '', '{}', '{}', '{}', '', 8, 1, now(), now()
FROM made_member
"""

_INSURERS: Final = """
CREATE TEMPORARY TABLE made_insurer ON COMMIT DROP AS
SELECT f.n, k, f.id AS firm_id, uuid7() AS id FROM made_firm f, generate_series(0, 24) k;
INSERT INTO cases_insurer (id, firm_id, kind, name, group_name, phone, version, created_at, updated_at)
SELECT id, firm_id, 'carrier', 'Insurance Company No. ' || k, '', '', 1, now(), now() FROM made_insurer
"""

_CASES: Final = """
CREATE TEMPORARY TABLE made_case ON COMMIT DROP AS
SELECT i, f.n, f.id AS firm_id, uuid7() AS id, uuid7() AS client_id, (random() * 24)::int AS insurer,
    floor(random() * 5)::int AS lead, random() AS status, (random() * 1400)::int AS age,
    current_date - 5 + (random() * 600)::int AS due_a, current_date - 5 + (random() * 600)::int AS due_b,
    current_date - 5 + (random() * 600)::int AS due_c, round((exp(9.5 + random() * 3))::numeric, 2) AS amount
FROM (
    SELECT i, CASE WHEN i %% %(every)s = 0 THEN %(firms)s + 1
        ELSE 1 + width_bucket(random(), %(cumulative)s::float8[]) END AS firm
    FROM generate_series(1, %(rows)s) i
) placed JOIN made_firm f ON f.n = placed.firm;
CREATE INDEX ON made_case (i);
ANALYZE made_case, made_member, made_insurer
"""

_CLIENTS: Final = """
INSERT INTO cases_client (id, firm_id, kind, name, email, phone, address, time_zone, version, created_at, updated_at)
SELECT client_id, firm_id, 'person', 'Client No. ' || i, 'client' || i || '@mail.example', '', '', 'America/Chicago',
    1, now(), now()
FROM made_case ORDER BY i
"""

_CASE_ROWS: Final = """
INSERT INTO cases_case (id, firm_id, number, title, client_id, insurer_id, line_of_business, plan_type, jurisdiction,
    time_zone, claim_number, claim_kind, loss_date, amount_disputed, currency, status, status_reason, lead_id,
    opened_on, next_deadline_on, version, created_at, updated_at)
SELECT c.id, c.firm_id, '2026-' || lpad(i::text, 7, '0'), 'Client No. ' || i || ' against No. ' || insurer,
    c.client_id, insurer.id, CASE i % 3 WHEN 0 THEN 'property' ELSE 'health' END,
    CASE i % 3 WHEN 0 THEN 'personal' ELSE 'erisa_insured' END, 'TX', 'America/Chicago', 'CL-' || i,
    CASE i % 3 WHEN 0 THEN '' ELSE 'post_service' END, current_date - age - 30, amount, 'USD',
    (ARRAY['intake', 'open', 'in_appeal', 'in_external_review', 'in_negotiation', 'in_litigation', 'resolved',
        'closed'])[1 + width_bucket(status, ARRAY[.10, .30, .45, .50, .55, .60, .70])],
    '', lead.id, current_date - age, least(due_a, due_b, due_c), 1, now() - make_interval(days => age), now()
FROM made_case c JOIN made_insurer insurer ON insurer.n = c.n AND insurer.k = c.insurer
JOIN made_member lead ON lead.n = c.n AND lead.k = c.lead ORDER BY i
"""

_PARTIES: Final = """
INSERT INTO cases_party (id, firm_id, case_id, role, name, organisation, title, specialty, email, phone, ended_reason,
    version, created_at, updated_at)
SELECT uuid7(), firm_id, id, (ARRAY['provider', 'insurers_adjuster', 'expert'])[k], 'Party ' || k || ' of ' || i,
    'Organisation ' || k, '', '', 'party' || k || '@mail.example', '+1 512 555 0100', '', 1, now(), now()
FROM made_case, generate_series(1, 3) k ORDER BY i, k
"""

_DEADLINES: Final = """
INSERT INTO deadlines_deadline (id, firm_id, case_id, rule, rule_version, duty_of, act, trigger, satisfied_by,
    satisfied_events, due_on, safe_on, sort_on, condition, needs, state, citation, checked, working, closed_reason,
    version, created_at, updated_at)
SELECT uuid7(), firm_id, id, (ARRAY['erisa.appeal', 'aca.external_review', 'suit_limitation'])[k], 1, 'ours',
    (ARRAY['Appeal the denial', 'Ask for external review', 'File suit'])[k], 'denial_received', 'received', '{}',
    due, due, due, '', '{}', 'open', '29 CFR 2560.503-1(h)(3)(i)', 'primary',
    jsonb_build_array(jsonb_build_object('step', 'count', 'result', due, 'why', '180 calendar days after receipt')),
    '', 1, now(), now()
FROM (SELECT i, firm_id, id, k, (ARRAY[due_a, due_b, due_c])[k] AS due FROM made_case, generate_series(1, 3) k) one
ORDER BY i, k
"""

# Five entries a case on the average, spread by chance: some cases have none and some a dozen.
_CORRESPONDENCE: Final = """
INSERT INTO cases_correspondence (id, firm_id, case_id, author_id, direction, channel, occurred_at, subject, body,
    counterpart, counterpart_id, call_reference, questions, version, created_at, updated_at)
SELECT uuid7(), c.firm_id, c.id, author.id, (ARRAY['in', 'out'])[1 + j %% 2],
    (ARRAY['letter', 'email', 'phone', 'fax', 'portal'])[1 + j %% 5], at, 'Entry ' || j, body, 'Representative', '',
    '', '[]', 1, at, at
FROM (
    SELECT j, 1 + floor(random() * cases.number)::int AS i, floor(random() * 5)::int AS k,
        now() - make_interval(secs => (5 * cases.number - j) * 60) AS at,
        bodies.texts[1 + floor(random() * 2000)::int] AS body
    FROM (SELECT count(*)::int AS number FROM made_case) cases, (SELECT %s::text[] AS texts) bodies,
        generate_series(1, 5 * cases.number) j
) entry
JOIN made_case c ON c.i = entry.i JOIN made_member author ON author.n = c.n AND author.k = entry.k ORDER BY j
"""

# The baselines write into tables of their own: the project's write their history whoever inserts.
_BASELINES: Final = """
CREATE SCHEMA IF NOT EXISTS bench;
CREATE TABLE bench.correspondence (LIKE public.cases_correspondence INCLUDING ALL,
    FOREIGN KEY (firm_id) REFERENCES public.tenancy_firm DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (case_id) REFERENCES public.cases_case DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (author_id) REFERENCES public.tenancy_membership DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE bench.audit (LIKE public.audit_entry INCLUDING ALL);
CREATE TABLE bench.outbox (id uuid PRIMARY KEY, firm_id uuid NOT NULL, topic text NOT NULL, payload jsonb NOT NULL,
    created_at timestamptz NOT NULL);
CREATE TABLE bench.made (rows integer NOT NULL, fingerprint text NOT NULL)
"""
