"""`manage.py makemessages`, which also finds what is shown and stands unmarked: the names of codes and of columns.

The closed lists belong to the domain, much of which knows no Django: their names stand there in English, and pages
translate them where they show them. A column that has no name given is called by its attribute's.
"""

import ast
import json
from collections.abc import Iterator
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.core.management.commands import makemessages
from django.db.models import Model
from django.utils.functional import Promise

from claimback.tenancy.state_words import STATES

PACKAGES: Final = ("claimback", "cases", "deadlines", "letters")
LEFT_OUT: Final = (
    *("claimback/bench/", "claimback/demo/", "claimback/embedded/", "claimback/settings.py"),
    *("claimback/api_", "claimback/webhooks/api/", "letters/writing/page_words.py"),
    *("letters/writing/vocabulary.py", "letters/writing/remedies.py"),
)
"""What is shown to nobody, the API's words, and the words of letters, which are in the language of their reader."""


class Command(makemessages.Command):
    """Django's command, with the words that it cannot know."""

    def process_files(self, file_list: list[Any]) -> None:
        """Write the template of the catalogue, the words of `unmarked` at its end; `msguniq` takes out doubles."""
        super().process_files(file_list)
        if self.domain != "django":
            return
        said = "".join(f'\nmsgid {_quoted(words)}\nmsgstr ""\n' for words in sorted(unmarked()))
        makemessages.write_pot_file(f"{self.default_locale_path}/django.pot", said)


def unmarked() -> set[str]:
    """Every English text that a page shows through `gettext` and that stands nowhere as its argument."""
    return {*_columns(), *_choices(), *vocabularies()}


def our_models() -> list[type[Model]]:
    """The tables of this application."""
    return [model for model in apps.get_models() if model.__module__.partition(".")[0] in PACKAGES]


def _columns() -> Iterator[str]:
    """The names of tables and columns that were given none."""
    for model in our_models():
        given = model._meta.original_attrs
        names = {
            "verbose_name": model._meta.verbose_name,
            "verbose_name_plural": model._meta.verbose_name_plural,
        }
        yield from (str(name) for key, name in names.items() if key not in given)
        for column in model._meta.fields:
            if column.name and column._verbose_name is None:  # type: ignore[attr-defined]
                yield column.name.replace("_", " ")


def _choices() -> Iterator[str]:
    """The names of what a column takes; a state that has none is `state_words`'s."""
    for model in our_models():
        for column in model._meta.fields:
            for _code, name in column.flatchoices:
                if not isinstance(name, Promise) and name and name not in STATES:
                    yield name


def vocabularies() -> Iterator[str]:
    """The names in the dictionaries of codes, of every module that may be shown."""
    for path in sorted(path for package in PACKAGES for path in (settings.BASE_DIR / package).rglob("*.py")):
        name = str(path.relative_to(settings.BASE_DIR))
        if not name.startswith(LEFT_OUT) and "migrations" not in path.parts:
            yield from names_in(ast.parse(path.read_text()))


def names_in(module: ast.Module) -> Iterator[str]:
    """The names that the module's dictionaries give to codes, in dictionaries of dictionaries too."""
    for node in module.body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        for found in ast.walk(value) if value else ():
            if isinstance(found, ast.Dict):
                yield from _names(found)


def _names(node: ast.Dict) -> Iterator[str]:
    """What a dictionary calls its codes, if most of its values are words with a capital or a blank."""
    texts = [each.value for each in node.values if isinstance(each, ast.Constant)]
    words = [text for text in texts if isinstance(text, str) and (text[:1].isupper() or " " in text)]
    codes = [each.value for each in node.keys if isinstance(each, ast.Constant)]
    if all(isinstance(code, str | bool) for code in codes) and len(words) > len(node.values) / 2:
        yield from (text for text in texts if isinstance(text, str) and text)


def _quoted(words: str) -> str:
    """A text as catalogues write it; their escapes are JSON's."""
    return json.dumps(words, ensure_ascii=False)
