"""Views and URL trees that are loaded when they are first asked for.

A web worker answers its first list after loading what that list needs, and not four hundred other views with all that
they stand on. A module that can't be loaded shows all the same: the tests walk every door.
"""

from functools import cached_property
from importlib import import_module
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLResolver
from django.urls.resolvers import RoutePattern


class View:
    """One view, by its module and name; it is loaded by the first request, or by whoever asks for what it has."""

    def __init__(self, module: str, name: str) -> None:
        self.__module__, self.__name__, self.__qualname__ = module, name, name
        self._options: dict[str, Any] | None = None

    def as_view(self, **options: Any) -> "View":
        """The view that the class of this name makes, with these options."""
        made = View(self.__module__, self.__name__)
        made._options = options
        return made

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer: HttpResponseBase = self._loaded(request, *args, **kwargs)
        return answer

    def __getattr__(self, name: str) -> Any:
        """What the view has, such as `cls` and `csrf_exempt`."""
        if (
            name == "view_class"
        ):  # Django asks all of them for it when it looks for the path of one by its name
            raise AttributeError(name)
        return getattr(self._loaded, name)

    @cached_property
    def _loaded(self) -> Any:
        found = getattr(import_module(self.__module__), self.__name__)
        return found if self._options is None else found.as_view(**self._options)


class Views:
    """The views of a module, each by its name."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> View:
        return View(self._module, name)


def urls_in(prefix: str, module: str, *, app_name: str | None = None) -> URLResolver:
    """What `path(prefix, include(module))` is, but that the module is loaded with the first path under `prefix`."""
    return URLResolver(RoutePattern(prefix), module, app_name=app_name, namespace=app_name)
