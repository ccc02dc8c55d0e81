"""Checks of the source itself, by its syntax tree: who queries, who enqueues, how long things are."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from tests.architecture.findings import Finding

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("claimback", "cases", "deadlines", "letters")
MODULE_LINES = 400
FUNCTION_LINES = 50

_ROOMS_OF_ROWS = {"models", "services", "selectors"}
_MANAGERS = {"objects", "_base_manager", "_default_manager"}


@dataclass(frozen=True)
class Module:
    """One source file with its tree."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax, read when it is first asked for."""
        return ast.parse(self.text)

    @property
    def rooms(self) -> set[str]:
        """The names of its folders and its own."""
        return {*Path(self.path).parts[:-1], Path(self.path).stem}


@cache
def product() -> tuple[Module, ...]:
    """Every module of the product but migrations."""
    return tuple(_modules(*PACKAGES))


@cache
def suite() -> tuple[Module, ...]:
    """Every module of the tests."""
    return tuple(_modules("tests"))


def _modules(*folders: str) -> Iterator[Module]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield Module(str(path.relative_to(ROOT)), path.read_text())


def queries_outside_their_rooms(modules: tuple[Module, ...]) -> list[Finding]:
    """Managers are used in models, services and selectors: everybody else goes through the one door to each row."""
    return [
        Finding(module.path, f"line {node.lineno} uses .{node.attr}")
        for module in modules
        if not module.rooms & _ROOMS_OF_ROWS
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in _MANAGERS
    ]


def raw_sql(modules: tuple[Module, ...]) -> list[Finding]:
    """SQL by hand: each place is explained, because no manager asks it for a scope.

    The embedded servers and the benchmarks have databases of their own making, and no firm's rows but those they made.
    """
    return [
        Finding(module.path, f"line {node.lineno} calls .{node.func.attr}()")
        for module in modules
        if not module.path.startswith(("claimback/embedded/", "claimback/bench/"))
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"execute", "executemany", "raw", "extra"}
    ]


def signals(modules: tuple[Module, ...]) -> list[Finding]:
    """No @receiver and no signal: what happens is published, and wiring.py names who reacts."""
    findings = []
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef):
                names = [ast.unparse(decorator) for decorator in node.decorator_list]
                if any(name.split("(")[0].split(".")[-1] == "receiver" for name in names):
                    findings.append(Finding(module.path, f"line {node.lineno} is a receiver of a signal"))
            elif isinstance(node, ast.ImportFrom) and (node.module or "").endswith(
                ("signals", "django.dispatch")
            ):
                findings.append(Finding(module.path, f"line {node.lineno} imports from {node.module}"))
    return findings


def enqueuing(modules: tuple[Module, ...]) -> list[Finding]:
    """Tasks are enqueued by `nudge` and `sweep` alone, with ids alone and never before the commit."""
    return [
        Finding(module.path, f"line {node.lineno} calls .{node.func.attr}()")
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"delay", "apply_async", "send_task", "apply", "s", "si", "signature"}
        and not (node.func.attr in {"s", "si", "apply"} and not node.args)
    ]


def published(modules: tuple[Module, ...]) -> set[str]:
    """The names of the events that something publishes."""
    return {
        node.args[0].func.id
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "publish"
        and node.args
        and isinstance(node.args[0], ast.Call)
        and isinstance(node.args[0].func, ast.Name)
    }


def required(modules: tuple[Module, ...]) -> dict[str, set[str]]:
    """Each text that something requires of a member as a capability, or asks whether they may, with the modules."""
    found: dict[str, set[str]] = {}
    for module in modules:
        for node in ast.walk(module.tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"require", "may"}
            ):
                for argument in node.args:
                    either = (
                        [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
                    )
                    for value in either:
                        if isinstance(value, ast.Constant) and isinstance(value.value, str):
                            found.setdefault(value.value, set()).add(module.path)
    return found


def long_modules(modules: tuple[Module, ...]) -> list[Finding]:
    """A module over the limit is two things."""
    counted = ((module.path, len(module.text.splitlines())) for module in modules)
    return [Finding(path, f"has {lines} lines") for path, lines in counted if lines > MODULE_LINES]


def long_functions(modules: tuple[Module, ...]) -> list[Finding]:
    """A function over the limit is two things. Its signature and docstring are not counted: they are to be complete."""
    return [
        Finding(f"{module.path}:{node.name}", f"has {lines} lines of code")
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := _lines_of_code(node)) > FUNCTION_LINES
    ]


def _lines_of_code(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def missing_docstrings(modules: tuple[Module, ...]) -> list[Finding]:
    """Every module says what lives in it; every public class and function says what it is."""
    findings = []
    for module in modules:
        if module.text.strip() and ast.get_docstring(module.tree) is None:
            findings.append(Finding(module.path, "has no docstring"))
        owners: list[ast.Module | ast.ClassDef] = [module.tree, *_public_classes(module.tree)]
        for owner in owners:
            for node in owner.body:
                if (
                    isinstance(node, ast.FunctionDef | ast.ClassDef)
                    and not node.name.startswith("_")
                    and node.name != "Meta"
                    and ast.get_docstring(node) is None
                    and not _is_overload(node)
                ):
                    findings.append(Finding(f"{module.path}:{node.name}", "has no docstring"))
    return findings


def _public_classes(tree: ast.Module) -> Iterator[ast.ClassDef]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node


def _is_overload(node: ast.FunctionDef | ast.ClassDef) -> bool:
    return any(ast.unparse(decorator).split(".")[-1] == "overload" for decorator in node.decorator_list)
