"""Every word of the portal, of the sign-in and of mails to clients has its Spanish: files alone."""

import re
from collections.abc import Iterator
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

import allauth
import pytest
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.architecture.source import ROOT

CATALOGUE = ROOT / "claimback/locale/es/LC_MESSAGES"
PAGES = ROOT / "claimback/templates"
FOLDERS = ("portal", "account", "allauth", "firms", "socialaccount")
TEMPLATES = sorted(path for folder in FOLDERS for path in (PAGES / folder).rglob("*") if path.is_file())
MODULES = [
    *sorted((ROOT / "claimback/portal").glob("*.py")),
    ROOT / "claimback/accounts/services.py",
    ROOT / "claimback/firms/services/client_words.py",
    ROOT / "claimback/firms/invitation_pages.py",
    ROOT / "claimback/firms/sign_in_pages.py",
]
MARKS = {"gettext": None, "_": None, "gettext_lazy": None, "ngettext": None}
SHIPPED = Path(allauth.__file__).parent
NAMES = ("PDF", "ClaimBack")
PLACES = re.compile(r"%\(\w+\)s")


def _marked(path: Path) -> Iterator[str]:
    """The texts of a file that are marked for translation; of one with a plural, the singular."""
    text = path.read_text()
    # What Django makes of a template is calls among filler, whose indents are no Python's.
    source = re.sub("(?m)^[^\\S\n]+", "", templatize(text)) if path.suffix != ".py" else text
    for _, _, words, _ in extract_python(BytesIO(source.encode()), MARKS, [], {"encoding": "utf-8"}):
        yield _parts(words)[0]


def _parts(text: Any) -> tuple[str, ...]:
    """The text, or each form of one with a plural."""
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.fixture(scope="module")
def spanish() -> dict[str, tuple[str, ...]]:
    """The texts with their Spanish, as they are written; one with a plural has two."""
    catalogue = read_po(BytesIO((CATALOGUE / "django.po").read_bytes()), locale="es")
    found: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        english, *_ = _parts(message.id)
        assert not message.fuzzy, english
        found[english] = _parts(message.string)
    return found


def test_every_text_has_its_spanish_and_no_spanish_is_left_over(spanish: dict[str, tuple[str, ...]]) -> None:
    marked = {text for path in (*TEMPLATES, *MODULES) for text in _marked(path)}
    assert len(marked) > 110
    assert marked == set(spanish) - {""}
    for english, words in spanish.items():
        assert all(words), english
        for each in words if english else ():
            assert set(PLACES.findall(each)) == set(PLACES.findall(english)), english


def test_what_is_shown_of_allauth_has_its_spanish() -> None:
    shipped = read_po(BytesIO((SHIPPED / "locale/es/LC_MESSAGES/django.po").read_bytes()), locale="es")
    done = {_parts(message.id)[0] for message in shipped if all(_parts(message.string)) and not message.fuzzy}
    shown = [
        path
        for folder in ("account", "mfa", "usersessions")
        for path in (SHIPPED / "templates" / folder).rglob("*")
        if path.is_file()
    ]
    assert {text for path in shown for text in _marked(path)} <= done


def test_what_is_served_is_what_is_written(spanish: dict[str, tuple[str, ...]]) -> None:
    with (CATALOGUE / "django.mo").open("rb") as file:
        served = GNUTranslations(file)
    for english, words in spanish.items():
        if len(words) == 1 and english:
            assert served.gettext(english) == words[0]
        elif english:
            assert (served.ngettext(english, english, 1), served.ngettext(english, english, 2)) == words


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PAGES)))
def test_no_template_says_a_word_that_is_not_marked(path: Path) -> None:
    text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", path.read_text(), flags=re.S)
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.S)
    said = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', text)
    said += re.sub(r"<[^>]*>", "", text, flags=re.S).split()
    assert [word for word in said if re.search(r"[^\W\d_]{2}", word) and word not in NAMES] == []
