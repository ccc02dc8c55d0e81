"""The workers that clients wait for."""

from tests.whole_case.steps import workers  # noqa: F401 - a fixture
