"""The workers of both cases."""

from tests.whole_case.steps import workers  # noqa: F401 - a fixture
