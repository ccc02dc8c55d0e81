"""Every door in the outside wall, from the URL map, the admin's registry, Celery's registry and the modules loaded."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from inspect import signature
from typing import Any

from celery import Celery
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.serializers import ModelSerializer

from claimback.kernel.listing import Listing
from claimback.kernel.transitions import Edges
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.front_door import FirmView
from claimback.tenancy.roles import CAPABILITIES
from claimback.tenancy.tasks import FirmTask
from tests.architecture.findings import Finding
from tests.architecture.source import PACKAGES

FIRM_PATH = "api/v1/firms/<slug:firm>/"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Door:
    """One URL pattern with its view. `inside` is the part of the path after the firm's root, for a firm's door."""

    path: str
    view: type | Callable[..., Any]

    @property
    def of_firm(self) -> bool:
        """Whether its URL is a firm's."""
        return self.path.startswith(FIRM_PATH)

    @property
    def inside(self) -> str:
        """The path inside the firm, with its parameters as Django writes them."""
        return self.path.removeprefix(FIRM_PATH)

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that the view implements."""
        return tuple(method for method in METHODS if hasattr(self.view, method.lower()))


def doors(patterns: Sequence[URLPattern | URLResolver] | None = None, prefix: str = "") -> list[Door]:
    """Every URL pattern of the URL map, or of `patterns`. The admin's own are walked by its registry."""
    if patterns is None:
        patterns = get_resolver().url_patterns
    return list(_doors(patterns, prefix))


def _doors(patterns: Sequence[URLPattern | URLResolver], prefix: str) -> Iterator[Door]:
    for item in patterns:
        path = prefix + str(item.pattern)
        if isinstance(item, URLPattern):
            view = item.callback
            yield Door(path, getattr(view, "cls", None) or getattr(view, "view_class", None) or view)
        elif path == "admin/":
            yield Door(path, admin.site.index)
        else:
            yield from _doors(item.url_patterns, path)


def doors_beside_the_front_door(found: Sequence[Door]) -> list[Finding]:
    """Under a firm's path every view is a FirmView; every URL that is nobody's must be explained."""
    findings = []
    for door in found:
        if not door.of_firm:
            findings.append(Finding(door.path, "is outside every firm"))
        elif not (isinstance(door.view, type) and issubclass(door.view, FirmView)):
            findings.append(Finding(door.path, f"{door.view} is no FirmView"))
        elif (door.view.dispatch, door.view._enter) != (FirmView.dispatch, FirmView._enter):
            findings.append(Finding(door.path, f"{door.view} has a front door of its own"))
    return findings


def doors_without_capability(found: Sequence[Door]) -> list[Finding]:
    """Each method that a firm's view implements asks for a capability that there is, and no other is named."""
    findings = []
    for door in found:
        asked: Mapping[str, str] = getattr(door.view, "capabilities", {})
        if not door.of_firm:
            continue
        for method in door.methods:
            if method not in asked:
                findings.append(Finding(door.path, f"{method} asks for no capability"))
        for method, capability in asked.items():
            if method not in door.methods:
                findings.append(
                    Finding(door.path, f"names a capability for {method}, which it does not answer")
                )
            if capability not in CAPABILITIES:
                findings.append(Finding(door.path, f"{method} asks for {capability}, which nobody can have"))
    return findings


def capabilities_asked(found: Sequence[Door]) -> set[str]:
    """The capabilities that URLs and admin pages ask for."""
    asked = {name for door in found for name in getattr(door.view, "capabilities", {}).values()}
    for page in admin.site._registry.values():
        asked |= _asked_by(page)
    return asked


@cache
def tasks() -> tuple[Any, ...]:
    """Every Celery task of ours."""
    from claimback.celery import app

    return tuple(tasks_of(app))


def tasks_of(app: Celery) -> list[Any]:
    """The tasks of `app` that are not Celery's own."""
    app.loader.import_default_modules()
    return [task for name, task in sorted(app.tasks.items()) if not name.startswith("celery.")]


def unscoped_tasks(found: Sequence[Any], beat: set[str]) -> list[Finding]:
    """A task is a FirmTask about one row, or a sweep of the beat table that takes nothing."""
    findings = []
    for task in found:
        if isinstance(task, FirmTask):
            if len(signature(task.run).parameters) != 2:
                findings.append(Finding(task.name, f"takes {signature(task.run)}, not (firm_id, row_id)"))
        elif task.name not in beat:
            findings.append(Finding(task.name, "opens no firm's scope and is no sweep of the beat table"))
        elif signature(task.run).parameters:
            findings.append(Finding(task.name, f"is a sweep and takes {signature(task.run)}"))
    return findings


def _asked_by(page: Any) -> set[str]:
    """The capabilities that an admin page and its acts ask for."""
    acts = [*getattr(page, "acts", ()), *filter(None, [getattr(page, "add_act", None)])]
    return {page.read_capability, *(name for act in acts for name in act.capabilities)}


def models_without_page() -> list[Finding]:
    """Every kind of row of ours can be seen in the admin."""
    return [
        Finding(model._meta.label, "has no admin page")
        for model in apps.get_models()
        if model.__module__.split(".")[0] in PACKAGES and model not in admin.site._registry
    ]


def pages_beside_the_wall() -> list[Finding]:
    """Every admin page is a FirmAdmin that asks for capabilities that there are."""
    findings = []
    for model, page in admin.site._registry.items():
        if not isinstance(page, FirmAdmin):
            findings.append(Finding(model._meta.label, f"{type(page).__name__} is no FirmAdmin"))
            continue
        for name in _asked_by(page):
            if name not in CAPABILITIES:
                findings.append(Finding(model._meta.label, f"asks for {name}, which nobody can have"))
    return findings


def instances(kind: type, *packages: str) -> dict[str, Any]:
    """Every module-level instance of `kind` in our packages, by module and name."""
    wanted = packages or PACKAGES
    return {
        f"{module_name}.{name}": value
        for module_name, module in sorted(sys.modules.items())
        if module is not None and module_name.split(".")[0] in wanted
        for name, value in vars(module).items()
        if isinstance(value, kind)
    }


def listings() -> dict[str, Listing]:
    """Every listing of the API, by module and name, each once."""
    doors()
    found: dict[int, tuple[str, Listing]] = {}
    for name, listing in instances(Listing).items():
        found.setdefault(id(listing), (name, listing))
        if listing.serializer.__module__ == name.rpartition(".")[0]:
            found[id(listing)] = (name, listing)
    return dict(found.values())


def orderings_without_index(
    found: Mapping[str, Listing], columns_of: Callable[[str], list[list[str]]]
) -> list[Finding]:
    """Every ordering is a column that is never NULL, served by an index led by the firm."""
    findings = []
    for name, listing in found.items():
        serializer = listing.serializer
        if not issubclass(serializer, ModelSerializer):
            findings.append(Finding(name, "its serializer names no model"))
            continue
        model: type[Model] = serializer.Meta.model
        for ordering in listing.orderings:
            field: Any = model._meta.get_field(ordering.removeprefix("-"))
            if field.null:
                findings.append(
                    Finding(f"{name} by {field.name}", "the column may be NULL: paging by key loses rows")
                )
            if not any(
                columns[:2] == ["firm_id", field.column] for columns in columns_of(model._meta.db_table)
            ):
                findings.append(Finding(f"{name} by {field.name}", "no index (firm_id, it, …) serves it"))
    return findings


def state_fields() -> tuple[list[Finding], set[str]]:
    """Every state field's choices are those of a table of edges; with the names of the tables that are used."""
    tables: dict[frozenset[str], str] = {}
    for name, edges in instances(Edges).items():
        tables.setdefault(frozenset(edges.states), name.rpartition(".")[2])
    findings, used = [], set()
    for model in apps.get_models():
        for field in model._meta.fields:
            if (
                model.__module__.split(".")[0] not in PACKAGES
                or field.name.rpartition("_")[2] not in {"state", "status"}
                or not field.choices
            ):
                continue
            choices = frozenset(str(choice) for choice, _ in field.flatchoices)
            if choices in tables:
                used.add(tables[choices])
            else:
                findings.append(
                    Finding(f"{model._meta.label}.{field.name}", "its choices are no table of edges")
                )
    return findings, used
