"""Where the servers' data may live: the folder asked for, or one that PostgreSQL's user can reach."""

from hashlib import sha256
from pathlib import Path

from claimback.embedded.postgres import unprivileged_user
from claimback.embedded.postgres_programs import first_barrier
from claimback.embedded.processes import Progress

FALLBACK = Path("/var/lib/claimback")


def reachable_place(wanted: Path, *, progress: Progress = lambda _: None) -> Path:
    """`wanted`, or for root a folder of its own under /var/lib/claimback where PostgreSQL's user may not enter it.

    PostgreSQL refuses to run as root, and the home of root is usually closed to whom it runs as instead. The
    folder's name comes from `wanted`, so that each checkout finds its own data again.
    """
    user = unprivileged_user()
    if user is None:
        return wanted
    existing = next(folder for folder in [wanted, *wanted.parents] if folder.exists())
    if first_barrier(existing, user) is None:
        return wanted
    place = FALLBACK / f"{wanted.name}-{sha256(str(wanted).encode()).hexdigest()[:12]}"
    progress(f"PostgreSQL runs as {user.pw_name}, who may not enter {existing}: the data lives in {place}.")
    place.mkdir(parents=True, exist_ok=True)
    return place
