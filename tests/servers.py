"""The servers that the suite runs on: those that the environment names, else the embedded ones.

`TEST_ADMIN_DATABASE_URL` (a superuser) is needed beside DATABASE_URL where the environment names them, because the
suite clones a migrated template for each of its processes.
"""

import atexit
import os
import sys
from base64 import b64encode
from pathlib import Path

from claimback.embedded.place import reachable_place

ROOT = Path(__file__).resolve().parent.parent
DIRECTORY = reachable_place(ROOT / ".claimback" / "tests")


def use_servers() -> None:
    """Fill the environment, once, in the process that starts the suite; its workers inherit it."""
    _keep_bytecode()
    os.environ.setdefault("CLAIMBACK_TEST_RUN", str(os.getpid()))
    if "TEST_ADMIN_DATABASE_URL" not in os.environ:
        from claimback.embedded.servers import start_servers

        DIRECTORY.parent.mkdir(parents=True, exist_ok=True)
        servers = start_servers(DIRECTORY, durable=False)
        atexit.register(servers.stop)
        os.environ.update(servers.environment)
        os.environ["TEST_ADMIN_DATABASE_URL"] = servers.superuser_url
        os.environ["TEST_MAIL_PAGE_URL"] = servers.mail_page_url or ""
    os.environ.setdefault("SECRET_KEY", "a-key-for-tests-that-signs-nothing-of-value-0123456789")
    os.environ.setdefault("MASTER_KEY", b64encode(b"a master key for tests, 32 bytes").decode())
    os.environ.setdefault("MAIL_IN_DOMAIN", "in.example.com")
    os.environ.setdefault("SITE_URL", "http://testserver")
    os.environ.setdefault("ALLOWED_HOSTS", "testserver,127.0.0.1,localhost")
    os.environ.setdefault("SECURE_COOKIES", "0")
    # No name server: the kernel refuses at once to send there.
    os.environ.setdefault("DNS_SERVERS", "255.255.255.255")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    # tests/tenancy/test_rate_limits.py sets its own; else nothing is counted.
    os.environ.update(RATE_LIMIT="0", RATE_LIMIT_ADDRESS="0")
    os.environ["DJANGO_SETTINGS_MODULE"] = "claimback.settings"


def _keep_bytecode() -> None:
    """What one process of the suite compiled, the others read: those of tests/faults alone are a dozen.

    A machine that keeps none of its own finds none of this beside its sources: it lies with the servers' data.
    Elsewhere it lies where Python puts it, and what the demo compiled is read.
    """
    if not sys.dont_write_bytecode:
        return
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(DIRECTORY / "bytecode")
    sys.dont_write_bytecode = False
