"""The isolation walk's own firms and rows, for the attacks that are generated as it is."""

from tests.isolation.conftest import walk  # noqa: F401 - a fixture
