"""A process whose database role row security does not bind must not start: every leak would be open, silently."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from claimback.tenancy.replica import REPLICA

_POWERS = """
    SELECT r.rolname, r.rolsuper, r.rolbypassrls,
           EXISTS (SELECT FROM pg_class c WHERE c.relrowsecurity AND pg_has_role(r.rolname, c.relowner, 'MEMBER'))
    FROM pg_roles r WHERE r.rolname = current_user
"""


def refuse_powerful_role() -> None:
    """Raise ImproperlyConfigured if this process is a superuser, bypasses row security, or owns a tenant table."""
    if problem := powerful_role():
        raise ImproperlyConfigured(problem)


def powerful_role() -> str:
    """What is wrong with the database role of this process, with the remedy; empty if row security binds it.

    A replica has the primary's roles, and may be away while this is asked: it must be entered as the same one.
    """
    replica = settings.DATABASES.get(REPLICA, {})
    if replica and replica["USER"] != settings.DATABASES["default"]["USER"]:
        return f"DATABASE_REPLICA_URL names the role {replica['USER']}. Set it to that of DATABASE_URL."
    with connection.cursor() as cursor:
        cursor.execute(_POWERS)
        name, superuser, bypasses, owns = cursor.fetchone()
    powers = [
        text
        for has, text in [
            (superuser, "is a superuser"),
            (bypasses, "bypasses row security"),
            (owns, "owns tables under row security, or may become their owner"),
        ]
        if has
    ]
    if not powers:
        return ""
    return (
        f"The database role {name} {' and '.join(powers)}. Set DATABASE_URL to the role claimback_app,"
        " which docker/roles.sql makes."
    )
