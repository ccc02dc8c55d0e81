"""What a code or a column is called is said in the reader's language, and `makemessages` finds every such name."""

import ast
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.contrib import admin
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import trans_real

from cases.models import Denial
from claimback.kernel.said import in_english
from claimback.management.commands import makemessages
from claimback.tenancy.admin_forms import choice, column_field
from claimback.tenancy.admin_lists import list_column
from claimback.tenancy.admin_show import label, shown
from tests.architecture import source
from tests.architecture.findings import assert_explained
from tests.architecture.shown_rows import dates_by_hand, dates_by_hand_in, unsaid_names
from tests.architecture.shown_vocabulary import unknown, untranslated, untranslated_in
from tests.architecture.shown_words import is_page
from tests.architecture.test_shown_words import NOT_OURS

FOUND = frozenset(makemessages.unmarked())
DECISIONS = {"denied": "Denied", "paid_in_part": "Paid in part"}
OURS = {"DECISIONS": DECISIONS, "FIELDS": {"cases": DECISIONS}}


@pytest.fixture(scope="module")
def pages():
    """Every module of a page, with what its names stand for."""
    admin.autodiscover()
    return [
        (each, _space(each))
        for each in source.product()
        if is_page(each.path) and not each.path.startswith(tuple(NOT_OURS))
    ]


def _space(module):
    """What the names of a module stand for."""
    return vars(import_module(module.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")))


def test_a_page_translates_what_codes_are_called(pages):
    assert_explained(finding for module, space in pages for finding in untranslated(module, space))


def test_every_such_name_is_found_by_makemessages(pages):
    assert_explained(finding for module, space in pages for finding in unknown(module, space, FOUND))


@pytest.fixture(scope="module")
def templates():
    """Every template of a page, by its name."""
    paths = [path for package in source.PACKAGES for path in (source.ROOT / package).rglob("*.html")]
    names = {str(path.relative_to(source.ROOT)): path.read_text() for path in paths}
    return {name: text for name, text in names.items() if not name.startswith(tuple(NOT_OURS))}


def test_a_template_translates_what_codes_are_called(templates):
    assert_explained(finding for name, text in templates.items() for finding in untranslated_in(name, text))


def test_a_template_writes_no_day_by_hand(templates):
    assert_explained(finding for name, text in templates.items() for finding in dates_by_hand_in(name, text))


@pytest.mark.parametrize(
    ("html", "wrong"),
    [
        ('{{ row.on|date:"M j, Y" }}', 1),
        ("{% blocktranslate with on=row.at|date:'j.m.Y, F' %}{{ on }}{% endblocktranslate %}", 1),
        ('{{ row.on|day }}, {{ row.on|date:"DATE_FORMAT" }}, {{ row.at|instant }}', 0),
        ('<time datetime="{{ row.on|date:"Y-m-d" }}">{{ row.on|date:"l" }}</time>', 0),
    ],
)
def test_days_by_hand_are_found_in_a_template(html, wrong):
    assert len(dates_by_hand_in("planted.html", html)) == wrong


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("said = row.get_kind_display()", 1),
        ("said = gettext(row.get_kind_display()).lower()", 0),
        ("said = DECISIONS[row.decision]", 1),
        ("said = f'{_(DECISIONS[row.decision])}, final'", 0),
        ("said = DECISIONS.get(row.decision, '')", 1),
        ("rows = [said for code, said in DECISIONS.items()]", 1),
        ("field = choice({code: DECISIONS[code] for code in ADVERSE})", 0),
        ("field = ChoiceField(choices=named(DECISIONS))", 0),
        ("said = FIELDS[kind][name]", 1),
        ("known = ', '.join(FIELDS[kind])", 0),
        ("known = row.decision in DECISIONS", 0),
    ],
)
def test_names_of_codes_are_found(text, wrong):
    assert len(untranslated(source.Module("cases/admin/planted.py", text), OURS)) == wrong


def test_what_a_row_is_called_is_said_in_the_reader_s_language():
    rows = [each for each in source.product() if "models" in each.rooms]
    assert_explained(
        finding
        for module in rows
        if not module.path.startswith(tuple(NOT_OURS))
        for finding in unsaid_names(module, _space(module))
    )


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ('f"letter {self.number}"', 1),
        ('gettext("letter %(n)s") % {"n": self.number}', 0),
        ('"letter" if self.number else "letters of a case"', 1),
        ('f"{self.get_decision_display()}: {self.title}"', 1),
        ('f"{gettext(self.get_decision_display())}: {self.title}"', 0),
        ('f"{self.decision}: {self.title}"', 1),
        ('f"{words(self.decision)}: {self.title}"', 0),
        ('f"{self.title}, {self.letter_date}"', 1),
        ("self.letter_date or self.title", 1),
        ('f"{self.title}, {self.letter_date:%Y-%m-%d}"', 1),
        ('f"{self.title}, {day_said(self.letter_date)}"', 0),
    ],
)
def test_names_of_rows_are_found(said, wrong):
    text = f"class Denial(FirmRow):\n    def __str__(self):\n        return {said}"
    planted = source.Module("cases/models/planted.py", text)
    assert len(unsaid_names(planted, {"Denial": Denial})) == wrong


def test_a_page_writes_no_day_by_hand(pages):
    assert_explained(finding for module, _ in pages for finding in dates_by_hand(module))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('said = f"{row.on:%B} {row.on.day}"', 1),
        ('said = row.on.strftime("%d.%m.")', 1),
        ('said = f"{row.amount:,.2f} {row.share:.0%}"', 0),
    ],
)
def test_days_by_hand_are_found(text, wrong):
    assert len(dates_by_hand(source.Module("cases/admin/planted.py", text))) == wrong


def test_a_dictionary_that_makemessages_does_not_find_is_told():
    planted = source.Module("cases/admin/planted.py", "field = choice(DECISIONS)")
    (finding,) = unknown(planted, {"DECISIONS": {"denied": "Never heard of"}}, FOUND)
    assert "Never heard of" in finding.problem
    assert unknown(planted, {"DECISIONS": {"denied": "Denied"}}, FOUND) == []


@pytest.mark.parametrize(
    ("html", "wrong"),
    [
        ("{{ row.get_kind_display }}", 1),
        ("{{ row.get_kind_display|lower }}", 1),
        ("{{ row.get_kind_display|said|lower }}", 0),
        ("{% blocktranslate with kind=row.get_kind_display on=row.on %}{{ kind }}{% endblocktranslate %}", 1),
        ("{% blocktranslate with kind=row.get_kind_display|said %}{{ kind }}{% endblocktranslate %}", 0),
    ],
)
def test_names_of_codes_are_found_in_a_template(html, wrong):
    assert len(untranslated_in("planted.html", html)) == wrong


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('A: Final = {"open": "Open", "in_suit": "In suit"}', {"Open", "In suit"}),
        ('A = MappingProxyType({OPEN: "Open"})', {"Open"}),
        ('A = {"cases": {"id": "Its id", "title": "Its title"}}', {"Its id", "Its title"}),
        ('TONES = {"open": "warn", "met": "good"}', set()),
    ],
)
def test_makemessages_finds_names_of_codes(text, names):
    assert set(makemessages.names_in(ast.parse(text))) == names


def test_makemessages_writes_them_into_the_template_of_the_catalogue(tmp_path):
    command = makemessages.Command()
    command.domain, command.default_locale_path = "django", str(tmp_path)
    command.process_files([])
    with (tmp_path / "django.pot").open("rb") as template:
        assert {message.id for message in read_po(template)} - {""} == FOUND


def test_names_of_columns_are_translated():
    columns: Any = [column for model in makemessages.our_models() for column in model._meta.fields]
    assert {str(column) for column in columns if not isinstance(column.verbose_name, Promise)} == set()
    assert {str(column.verbose_name) for column in columns if column._verbose_name is None} <= FOUND


def test_names_of_tables_are_translated():
    tables: Any = [model._meta for model in makemessages.our_models()]
    derived = {
        str(table.verbose_name_plural)
        for table in tables
        if "verbose_name_plural" not in table.original_attrs
    }
    assert {str(table) for table in tables if not isinstance(table.verbose_name, Promise)} == set()
    assert derived
    assert derived <= FOUND


@pytest.fixture
def another_language(monkeypatch, tmp_path):
    """A language with a word for a name of a code and for one of a column, from a catalogue of its own."""
    spanish: Any = trans_real.translation("es")
    words = {
        "Denied": "Denegada",
        "letter date": "fecha de la carta",
        "Decision": "Decisión",
        "decision": "decisión",
        "%(what)s of %(day)s": "%(what)s del %(day)s",
        "how a day is written\x04M j, Y": "j.m.Y",
    }
    for said, so in words.items():
        monkeypatch.setitem(spanish._catalog._catalogs[0], said, so)
    with translation.override("es"):
        yield


def test_another_language_says_what_a_row_is_called_and_what_is_kept_of_it_is_english(another_language):
    row = Denial(firm_id=None, decision="denied", letter_date=date(2026, 11, 3))
    assert str(row) == "Denegada del 3.11.2026"
    assert in_english(row) == "Denied of Nov 3, 2026"


def test_another_language_says_them(another_language):
    decision = Denial._meta.get_field("decision")
    row = Denial(firm_id=None, decision="denied")
    assert shown(row, decision) == "Denegada"
    assert list_column(Denial, "decision")(row) == "Denegada"
    assert label(Denial._meta.get_field("letter_date")) == "Fecha de la carta"
    assert column_field(Denial._meta.get_field("letter_date"), {}).label == "Fecha de la carta"
    offered: Any = choice(DECISIONS).choices
    assert ("denied", "Denegada") in [(code, str(name)) for code, name in offered]
