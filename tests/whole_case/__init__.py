"""A case from intake to its end, by the API alone: one of health, one of property."""

import pytest

pytest.register_assert_rewrite("tests.whole_case.steps", "tests.whole_case.health_appeal")
