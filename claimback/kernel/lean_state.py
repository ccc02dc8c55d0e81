"""The models that migrations see, each made when it is asked for: an empty database is ready in a third of the time.

After each operation Django makes anew every model that is related to the one that changed. Here all are, through the
firm, and nearly all of that time went into classes that nobody looked at.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import AppConfigStub, ModelState, ProjectState, StateApps
from django.db.migrations.utils import resolve_relation
from django.db.models.utils import make_model_tuple

Key = tuple[str, str]
"""A model's application and its name in lower case."""


class LeanApps(StateApps):
    """A registry of the models in `states`. A model is made with those that it refers to; all, where all are wanted."""

    def __init__(self, real_apps: Any, states: dict[Key, ModelState]) -> None:
        self.states: dict[Key, ModelState] = {}
        self._making = False
        super().__init__(real_apps, {})
        self.states = states
        for label in {label for label, _ in states}.difference(self.app_configs):
            self.app_configs[label] = stub = AppConfigStub(label)
            stub.apps = self
            stub.import_models()

    def get_model(self, app_label: str, model_name: str | None = None, require_ready: bool = True) -> Any:
        """The model, made now if it was not. Raises LookupError."""
        self._make([make_model_tuple(app_label if model_name is None else f"{app_label}.{model_name}")])
        return super().get_model(app_label, model_name, require_ready=False)

    def check_models_ready(self) -> None:
        """Asked by whoever goes through all the models, as for what refers to one: makes the rest."""
        self._make(self.states)
        super().check_models_ready()

    def _make(self, keys: Iterable[Key]) -> None:
        if self._making:
            return
        missing: dict[Key, ModelState] = {}
        asked = list(keys)
        while asked:
            key = asked.pop()
            if key in self.states and key not in missing and key[1] not in self.all_models[key[0]]:
                missing[key] = self.states[key]
                asked += _referred(self.states[key])
        self._making = True
        try:
            self.render_multiple(list(missing.values()))
        finally:
            self._making = False


def _referred(state: ModelState) -> Iterator[Key]:
    """What a model extends, and what its fields point at."""
    for base in state.bases:
        if isinstance(base, str):
            yield make_model_tuple(base)
    for field in state.fields.values():
        relation: Any = field.remote_field
        if relation is not None:
            for model in filter(None, (relation.model, getattr(relation, "through", None))):
                yield resolve_relation(model, state.app_label, state.name_lower)


class LeanState(ProjectState):
    """The state of all models between two operations, in classes where somebody asks for them."""

    @cached_property
    def apps(self) -> LeanApps:
        """The models as they are now."""
        return LeanApps(self.real_apps, self.models)

    def clone(self) -> "LeanState":
        """The state as it stays when the next operation changes this one, with the classes that were made of it."""
        clone = type(self)({key: state.clone() for key, state in self.models.items()}, self.real_apps)
        if "apps" in self.__dict__:
            clone.apps = self.apps
            clone.apps.states = clone.models
        return clone

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        """A model changed: who asks from here on gets other classes."""
        self.__dict__.pop("apps", None)

    def reload_models(self, models: Any, delay: bool = True) -> None:
        """As for one."""
        self.__dict__.pop("apps", None)

    def clear_delayed_apps_cache(self) -> None:
        """Called before the models are given to code that reads and writes rows: it finds all of them."""
        self.apps.check_models_ready()


class LeanExecutor(MigrationExecutor):
    """Django's, on such a state."""

    def _create_project_state(self, with_applied_migrations: bool = False) -> LeanState:
        made = super()._create_project_state(with_applied_migrations)  # type: ignore[misc]
        return LeanState(made.models, made.real_apps)


@contextmanager
def lean() -> Iterator[None]:
    """Django's command `migrate` with that executor: it takes no other from anybody."""
    command: Any = migrate
    former, command.MigrationExecutor = command.MigrationExecutor, LeanExecutor
    try:
        yield
    finally:
        command.MigrationExecutor = former
