"""Real servers, the application's own database role, two firms, no network but the loopback."""

import gc
import logging
import os
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest
from pytest_django.plugin import blocking_manager_key

from tests.servers import use_servers

use_servers()

import django  # noqa: E402 - settings read the environment that use_servers filled

django.setup()
logging.getLogger("django.request").setLevel(logging.ERROR)  # most requests here are to be refused

from django.contrib.auth.hashers import ScryptPasswordHasher  # noqa: E402
from rest_framework.test import APIClient  # noqa: E402
from whitenoise.middleware import WhiteNoiseMiddleware  # noqa: E402

from tests import databases  # noqa: E402
from tests.client import firm_client  # noqa: E402
from tests.committed import Committed  # noqa: E402
from tests.firms import TestFirm, as_firm  # noqa: E402
from tests.full import full, full_database, full_name  # noqa: E402, F401 - fixtures


def pytest_addoption(parser: pytest.Parser) -> None:
    """How large the fire of `pytest -m faults` is."""
    group = parser.getgroup("faults")
    group.addoption(
        "--fire-share", default="", help="of 20,000 alerts, 2,000 uploads, 2,000 letters, 20,000 writes"
    )
    group.addoption("--fire-seed", default="", help="by which it is decided what is killed when")
    group.addoption(
        "--fire-times", default=1, type=int, help="fires one after the other, each of the next seed"
    )
    group.addoption("--fire-report", default="", help="the page that tells of them, as Markdown")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is there before the first test stays to the end: the collector of garbage need not go through it.

    What comes later is gone through seldom: a test's own objects are freed as they are left, or are few.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with a slow test first: at the end no process is left with a long one while the other has nothing."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """While the suite's processes find their tests, the one that started them makes what they will clone."""
    if session.config.getoption("numprocesses", None):
        with session.config.stash[blocking_manager_key].unblock():
            databases.ensure_template()


def pytest_unconfigure() -> None:
    """What the processes shared is dropped by the one that started them."""
    if os.environ["CLAIMBACK_TEST_RUN"] == str(os.getpid()):
        databases.clone_drop(full_name())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How much the isolation walk walked, whichever process did."""
    reports = [
        r for found in terminalreporter.stats.values() for r in found if isinstance(r, pytest.TestReport)
    ]
    walked = [
        count
        for report in reports
        if report.when == "teardown"
        for name, count in report.user_properties
        if name == "isolation cases"
    ]
    if walked:
        terminalreporter.write_line(f"isolation walk: {sum(map(int, map(str, walked))):,} cases")


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_listed_once() -> Iterator[None]:
    """Each test client has its own middleware, and that one would list every static file again."""
    lists = WhiteNoiseMiddleware.add_files_from_finders
    listed: dict[str, Any] = {}

    def once(self: WhiteNoiseMiddleware) -> None:
        if not listed:
            lists(self)
            listed.update(self.files)
        self.files.update(listed)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_quickly_hashed() -> Iterator[None]:
    """What a password costs is for who guesses it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ScryptPasswordHasher, "work_factor", 2**4)
        yield


@pytest.fixture(scope="session")
def seeds(django_db_blocker: Any) -> dict[str, Any]:
    """What the template's two firms hold."""
    with django_db_blocker.unblock():
        return databases.ensure_template()


@pytest.fixture(scope="session")
def django_db_setup(seeds: dict[str, Any], django_db_blocker: Any) -> Iterator[None]:
    """A database of this process's own, cloned from the template; tests use it as claimback_app."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with django_db_blocker.unblock():
        cloned = databases.clone(f"test_{worker}_{os.getpid()}")
        cloned.__enter__()
    yield
    with django_db_blocker.unblock():
        cloned.__exit__(None, None, None)


@pytest.fixture(scope="session")
def _committed(seeds: dict[str, Any], django_db_blocker: Any) -> Iterator[Committed]:
    made = Committed(f"committed_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}")
    yield made
    made.drop()


@pytest.fixture
def committed_db(_committed: Committed, django_db_blocker: Any) -> Iterator[str]:
    """A database in which commits are real, as if it were the test's own: for workers, races and deferred triggers."""
    with django_db_blocker.unblock(), _committed.used() as name:
        yield name


@pytest.fixture
def law(seeds: dict[str, Any]) -> TestFirm:
    """The law firm."""
    return as_firm("marlowe-law", seeds["marlowe-law"])


@pytest.fixture
def adjusters(seeds: dict[str, Any]) -> TestFirm:
    """The public-adjusting firm."""
    return as_firm("summit-adjusters", seeds["summit-adjusters"])


@pytest.fixture
def in_law(db: None, law: TestFirm) -> Iterator[TestFirm]:
    """The law firm with its scope open, for tests of services."""
    with law.scope():
        yield law


@pytest.fixture
def api(db: None) -> Callable[..., APIClient]:
    """`api(firm, role)` is a client with that member's token; paths are relative to the firm's root."""
    return firm_client


@pytest.fixture(autouse=True)
def _no_scope_is_left_open() -> Iterator[None]:
    """A test that leaves a scope open would hide a leak in the next one."""
    from claimback.tenancy.scope import scope_or_none

    yield
    assert scope_or_none() is None
