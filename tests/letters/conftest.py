"""Cases for tests of letters. The scope is closed again: each test opens its own, or goes through the API."""

import pytest

from tests.letters.matter import Matter, open_matter


@pytest.fixture
def matter(db, law) -> Matter:
    """A denied ERISA health claim of the law firm, ready for its appeal."""
    with law.scope():
        return open_matter(law)
