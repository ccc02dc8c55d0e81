"""Cases for tests of the docket, opened and fed by the services that the API calls."""

import pytest

from tests.deadlines.matter import Matter, open_matter


@pytest.fixture
def matter(in_law) -> Matter:
    """An ERISA health case of the law firm, led by its attorney, with the firm's scope open."""
    return open_matter(in_law)
