"""The models of migrations are made when somebody asks. The suite's own databases are made with them."""

import pytest
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField
from django.db.migrations.state import ProjectState

from claimback.kernel.lean_state import LeanState


@pytest.fixture(scope="module")
def whole() -> ProjectState:
    return MigrationLoader(None).project_state()


@pytest.fixture
def state(whole: ProjectState) -> LeanState:
    made = whole.clone()
    return LeanState(made.models, made.real_apps)


def made(state: LeanState) -> set[str]:
    return {f"{app}.{name}" for app, found in state.apps.all_models.items() for name in found}


def test_a_model_is_made_with_what_it_refers_to(state: LeanState) -> None:
    client = state.apps.get_model("cases", "Client")
    assert client._meta.get_field("firm").related_model is state.apps.get_model("tenancy.Firm")
    assert {"cases.client", "tenancy.firm"} <= made(state)
    assert "cases.case" not in made(state)


def test_who_asks_what_refers_to_a_model_gets_all(state: LeanState, whole: ProjectState) -> None:
    found = {
        field.related_model._meta.label
        for field in state.apps.get_model("cases", "Case")._meta.related_objects
    }
    django_s = whole.apps.get_model("cases", "Case")._meta.related_objects
    assert found == {field.related_model._meta.label for field in django_s}
    assert "cases.Party" in found
    assert made(state) >= {f"{app}.{name}" for app, name in whole.models}


def test_a_change_is_seen_after_it_and_not_before(state: LeanState) -> None:
    before, first = state.clone(), state.apps.get_model("cases", "Client")
    again = state.clone()
    AddField("Client", "shoe_size", models.IntegerField(null=True)).state_forwards("cases", state)
    assert again.apps.get_model("cases", "Client") is first  # nobody makes it twice
    assert "shoe_size" not in {field.name for field in before.apps.get_model("cases", "Client")._meta.fields}
    assert "shoe_size" in {field.name for field in state.apps.get_model("cases", "Client")._meta.fields}


def test_a_model_that_is_not_there_is_named(state: LeanState) -> None:
    with pytest.raises(LookupError, match="Nobody"):
        state.apps.get_model("cases", "Nobody")
