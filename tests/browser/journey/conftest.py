"""One office for all the journeys: made once, with one server and one browser."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings
from playwright.sync_api import sync_playwright

from tests.browser import ARGUMENTS, CHROMIUM
from tests.browser.journey.office import Office, furnish
from tests.committed import Committed
from tests.firms import as_firm
from tests.live import live_server
from tests.whole_case.steps import Workers


@pytest.fixture(scope="package")
def office(seeds: dict[str, Any], _committed: Committed, django_db_blocker: Any) -> Iterator[Office]:
    """The office, open. Its database is put back as it was at the end."""
    firm = as_firm("marlowe-law", seeds["marlowe-law"])
    with django_db_blocker.unblock(), _committed.used(), pytest.MonkeyPatch.context() as patch:
        workers = Workers(patch)
        with firm.scope():
            furniture = furnish(firm)
        with live_server() as address, override_settings(SITE_URL=address), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
            yield Office(firm=firm, address=address, browser=browser, workers=workers, **vars(furniture))
            browser.close()
