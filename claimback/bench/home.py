"""The first page of a firm as each role opens it: its statements, their time in SQL, and scans in their plans.

The firm is that with a fifth of all cases. What the data set lacks is made for it and taken away in the end
(`home_rows`): tasks, letters, promises, readings, offers, money. A process of its own asks for the page as a browser
does, through session, front door and template, as the application's role; a statement's time is PostgreSQL's with the
way there and back. A plan that reads a tenant table, led by neither a firm nor the id of a row, is a scan; where all
firms together have fewer than ten thousand rows of a kind, none counts: it costs less than an index. There is no
baseline: the limits are absolute.

    python -m claimback.bench.home TURNS

It reads one line, whose pages they are, and answers with one.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from claimback.bench import dataset, home_rows
from claimback.bench.installation import Installation
from claimback.embedded.processes import Progress

TITLE: Final = "First page of the firm with a fifth of all cases: the worst of six roles"
FLOOR: Final = {"statements": 12, "sql_ms": 40.0, "scans": 0}
GOAL: Final = {"statements": 8, "sql_ms": 15.0, "scans": 0}
_TURNS: Final = 5
_SMALL: Final = 10_000
_ROOT: Final = Path(__file__).resolve().parent.parent.parent


def measure(installation: Installation, *, rounds: int, progress: Progress) -> dict[str, Any]:
    """The row of the report. `rounds` times five turns of each role."""
    with installation.connection() as connection:
        sample = dataset.sample(connection, cases=1)
        progress("home: making what the firm works off")
        with home_rows.made(connection, sample.firm_id) as made:
            progress("home: counting the firm, and asking for its page")
            asked = {"slug": sample.slug, "firm_id": str(sample.firm_id), "member_id": str(sample.member_id)}
            found = _asked(installation, asked, rounds * _TURNS)
    worst = {
        "statements": max(role["statements"] for role in found["roles"].values()),
        "sql_ms": max(role["sql_ms"] for role in found["roles"].values()),
        "scans": sum(len(role["scans"]) for role in found["roles"].values()),
    }
    return {
        "name": "home",
        "title": TITLE,
        "measured": {**worst, **made, "counting_ms": found["counting_ms"]},
        "baselines": {},
        "roles": found["roles"],
        "ratio": {},
        "floor": dict(FLOOR),
        "goal": dict(GOAL),
        "held": all(worst[name] <= limit for name, limit in FLOOR.items()),
        "goal_reached": all(worst[name] <= limit for name, limit in GOAL.items()),
    }


def as_text(row: dict[str, Any]) -> list[str]:
    """The row as lines of the report."""
    measured = row["measured"]
    verdict = "goal reached" if row["goal_reached"] else "floor held" if row["held"] else "FLOOR MISSED"
    return [
        f"{row['name']}: {row['title']}",
        f"  {measured['cases']:,} cases, {measured['rows']:,} rows that hang on them; a worker counts the firm in"
        f" {measured['counting_ms']:,} ms",
        *(
            f"  {role}: {each['statements']} statements, {each['sql_ms']} ms of SQL, the longest {each['longest_ms']}"
            f" ms{''.join(f'; {scan}' for scan in each['scans'])}"
            for role, each in row["roles"].items()
        ),
        f"  at most {FLOOR['statements']} statements and {FLOOR['sql_ms']:g} ms (goal {GOAL['statements']},"
        f" {GOAL['sql_ms']:g} ms), {measured['scans']} scans: {verdict}",
    ]


def _asked(installation: Installation, asked: dict[str, str], turns: int) -> dict[str, Any]:
    """What the process found. Raises RuntimeError with its last words."""
    done = subprocess.run(  # noqa: S603 - a program of ours
        [sys.executable, "-m", "claimback.bench.home", str(turns)],
        env={**os.environ, **installation.environment, "PYTHONPATH": str(_ROOT)},
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        cwd=_ROOT,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"the page broke off: {done.stderr[-500:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _main(turns: int) -> None:
    """Count the firm, then open its page in each role, which a member takes on and gives back."""
    asked = json.loads(sys.stdin.readline())
    firm_id, member_id = UUID(asked["firm_id"]), UUID(asked["member_id"])

    import django

    django.setup()

    from claimback.home.layout import LAYOUTS
    from claimback.home.services import tallies_make
    from claimback.tenancy.scope import firm_scope
    from claimback.tenancy.selectors import member_list

    began = time.perf_counter()
    with firm_scope(firm_id, act="bench"):
        tallies_make()
        counting_ms = round((time.perf_counter() - began) * 1000)
        [(user_id, former)] = member_list().filter(id=member_id).values_list("user_id", "role")
    roles = {}
    for role in [*LAYOUTS, former]:
        with firm_scope(firm_id, act="bench"):
            member_list().filter(id=member_id).update(role=role)
        if role not in roles:
            roles[role] = _opened(user_id, f"/firms/{asked['slug']}/admin/", turns)
    print(json.dumps({"roles": roles, "counting_ms": counting_ms}))  # noqa: T201 - its answer


def _opened(user_id: UUID, path: str, turns: int) -> dict[str, Any]:
    from django.db import connection

    from claimback.bench.watched import Watched

    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples < %s", [_SMALL])
        small = [name for (name,) in cursor.fetchall()]
    browser = _signed_in(user_id)
    for _ in range(2):  # the first one fills caches
        with Watched(plans=True) as planned:
            answer = browser.get(path)
    if answer.status_code != 200 or b"cb-tile" not in answer.content:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    times = []
    for _ in range(turns):
        with Watched(plans=False) as timed:
            browser.get(path)
        times.append(timed.took)
    return {
        "statements": len(planned.took),
        "sql_ms": round(statistics.median(sum(took) for took in times), 2),
        "least_ms": round(min(sum(took) for took in times), 2),
        "longest_ms": round(statistics.median(max(took) for took in times), 2),
        "scans": planned.scans(small),
    }


def _signed_in(user_id: UUID) -> Any:
    """A browser with the session that a password and a second factor leave."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.test import Client

    from claimback.accounts.models import User
    from claimback.accounts.sessions import SEEN, SIGNED_IN

    user, session = User.objects.get(id=user_id), SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    proofs = ({"method": "password"}, {"method": "mfa", "type": "totp"})
    session["account_authentication_methods"] = [{"at": time.time(), **proof} for proof in proofs]
    session["account_authentication_methods_user"] = str(user.pk)
    session[SIGNED_IN] = session[SEEN] = time.time()
    session.save()
    browser = Client(HTTP_HOST="127.0.0.1")
    browser.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return browser


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimback.settings")
    _main(int(sys.argv[1]))
