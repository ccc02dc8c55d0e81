"""English first, and every word that a page shows can be said in another language."""

import pytest

from tests.architecture import source
from tests.architecture.findings import assert_explained
from tests.architecture.shown_scripts import words_in
from tests.architecture.shown_sentences import unmarked_sentences
from tests.architecture.shown_words import is_page, unmarked, unmarked_in

NOT_OURS = {
    "claimback/templates/docs/": "the API's documentation, in English as the API is",
    "claimback/bench/": "what is measured, and shown to nobody",
    "letters/writing/": "letters to insurers, whose language is English",
}

ALSO_SHOWN = (
    *(
        "claimback/home/charts.py",
        "claimback/home/numbers.py",
        "claimback/home/wait",
        "claimback/home/worklists.py",
    ),
    *("claimback/portal/", "cases/money_panel.py", "deadlines/agenda/", "deadlines/help.py"),
    *("claimback/accounts/services.py", "claimback/firms/services/client_words.py"),
    *("claimback/firms/services/notice_words.py", "deadlines/alert_mail.py"),
)
"""Parts of pages, and mails to who works in a firm and to its clients. Mails to doctors and insurers are in English, as
letters are.
"""

NO_SENTENCES = {
    "cases/admin/intake.py: ' Give '": "where a refusal's remedy begins, which is the API's",
    "deadlines/alert_mail.py: 'References'": "a mail's header",
    "claimback/home/numbers.py: 'True'": "as an address asks a filter",
    "claimback/portal/language.py: 'Lax'": "a cookie's attribute",
    "cases/admin/damage_forms.py: 'Form'": "the end of a class's name",
    "letters/admin/author_fields.py: 'cell '": "the name of a cell, by which the service says what is wrong with it",
}

NO_WORDS_OF_SCRIPTS = {
    "letter.js: 'Pages'": "a header of the API",
    "packet.js: 'Confidential'": "printed over what is hidden, in the language of packets",
}


def test_every_word_of_a_page_s_module_is_marked():
    modules = tuple(module for module in source.product() if not module.path.startswith(tuple(NOT_OURS)))
    assert_explained(unmarked(modules))


def test_every_word_of_a_template_is_marked():
    roots = [source.ROOT / package for package in source.PACKAGES]
    paths = [
        path for root in roots for kind in ("html", "txt") for path in root.rglob(f"templates/**/*.{kind}")
    ]
    names = {str(path.relative_to(source.ROOT)): path for path in paths}
    found = [
        finding
        for name, path in names.items()
        if not name.startswith(tuple(NOT_OURS))
        for finding in unmarked_in(name, path.read_text())
    ]
    assert_explained(found)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('act = Act(label="Send it")', 1),
        ('act = Act(label=_("Send it"))', 0),
        ('act = Act(label=_("Send it") if late else "Wait")', 1),
        ('@admin.display(description=f"by {who}")\ndef by(self, row): ...', 1),
        ('class Page:\n    empty = "Nothing yet."', 1),
        ('Section("Papers", [gettext("Kind")], rows, gettext("None yet."))', 1),
        ('rows = [("When", day(row.on)), (gettext("Who"), row.by)]', 1),
        ('messages.success(request, "It is done.")', 1),
        ('codes = [("open", 3)]', 0),
        ('class Meta:\n    verbose_name = "paper"', 1),
        ('_LABELS = {"rcv": "Replacement cost", "start": "First day"}', 2),
        ('state = badge("not proven", tone="warn")', 1),
        ('state = badge("open")', 0),
        ('context = {"title": "Print the docket", "subtitle": None}', 1),
        ('money = {"amount": said, "currency": "USD"}', 0),
    ],
)
def test_words_of_a_module_are_found(text, wrong):
    assert len(unmarked((source.Module("cases/admin/planted.py", text),))) == wrong


def test_a_module_that_makes_no_page_has_names_of_tables_alone():
    text = 'class Meta:\n    verbose_name = "paper"\nnote(label="Not shown")'
    assert len(unmarked((source.Module("cases/services/planted.py", text),))) == 1


def test_a_model_s_columns_are_shown_with_their_help():
    text = 'on = models.DateField("day", help_text="When it came.")\nsecret = SealedField("prose")'
    assert len(unmarked((source.Module("cases/models/planted.py", text),))) == 2
    text = 'on = DateField(error_messages={"null": "Give a day."})\nCheckConstraint(violation_error_message="No.")'
    assert len(unmarked((source.Module("cases/models/planted.py", text),))) == 2


def test_every_sentence_of_a_page_is_whole_and_marked():
    modules = [each for each in source.product() if is_page(each.path) or each.path.startswith(ALSO_SHOWN)]
    found = [
        finding
        for module in modules
        if not module.path.startswith(("claimback/embedded/", *NOT_OURS))
        for finding in unmarked_sentences(module)
    ]
    assert_explained(found, NO_SENTENCES)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('said = f"{row.size:,} names"', 1),
        ('said = gettext("%(n)s names") % {"n": f"{row.size:,}"}', 0),
        ('said = "New" if hit.fresh else "Decided before"', 2),
        ('said = gettext("New") if hit.fresh else gettext("Decided before")', 0),
        ('_WAYS = {"bills": ("claim-bill", "Claim a bill")}', 1),
        ('address = reverse(f"admin:{name} add")', 0),
        ('said = f"{row.first}, {row.last}"', 0),
        ('said = f"{row.low:.0%} to {row.high:.0%}"', 1),
        ('said = " and ".join(names)', 1),
        ('said = str(row.n) + " days"', 1),
        ('raise PermissionDenied("You may not.")', 1),
        ('raise invalid("on", "Give a day.")', 1),
        ('raise TypeError("It names no rows.")', 0),
        ('said = format_html("<code>{}</code>, version {}", row.rule, row.version)', 1),
        ('said = format_html("<b>{}</b> {}", row.rule, gettext("late"))', 0),
        ('said = format_html("<b>{}</b>", "Not yet")', 1),
        ('said = format_html("{}/ladder/", page)', 0),
        ('said = format_html_join("; ", "<li title=\'What was asked\'>{}</li>", rows)', 1),
        ('said = mark_safe("<b>Sent</b>")', 1),
        ("_LINE = '<li class=\"cb-line\">sent by {}</li>'", 1),
        ("_LINE = '<li class=\"cb-line\">{}</li>'", 0),
        ('def of(row: "Row of it") -> "Row of it":\n    """What it is."""', 0),
    ],
)
def test_sentences_of_a_module_are_found(text, wrong):
    assert len(unmarked_sentences(source.Module("cases/admin/planted.py", text))) == wrong


def test_the_words_of_a_script_come_from_its_page():
    scripts = sorted((source.ROOT / "claimback/static/claimback").glob("*.js"))
    assert scripts
    found = [finding for path in scripts for finding in words_in(path.name, path.read_text())]
    assert_explained(found, NO_WORDS_OF_SCRIPTS)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('said.textContent = "Sending…";', 1),
        ("said.textContent = `${n} files`;", 1),
        ("said.ariaLabel = 'Remove it';", 1),
        ("said.textContent = ok ? `It is ${where}.` : words.lost; // It is lost", 1),
        ("said.textContent = words.sending;", 0),
        ('row.querySelector("li.cb-late, [data-open] button");', 0),
        ('addEventListener("keydown", ({ key }) => key === "Escape");', 0),
        ("said.className = `cb-outcome cb-${tone}`;", 0),
        ("const page = `${root.dataset.letter}/preview`;", 0),
    ],
)
def test_words_of_a_script_are_found(text, wrong):
    assert len(words_in("planted.js", text)) == wrong


@pytest.mark.parametrize(
    ("html", "wrong"),
    [
        ("<p>Sent {{ on }}</p>", 1),
        ("<p>{% translate 'Sent' %} {{ on }}, {{ by }}</p>", 0),
        ("<p>{% blocktranslate %}Sent {{ on }}{% endblocktranslate %}</p>", 0),
        ('<img alt="A page">', 1),
        ("<script>const name = 1</script>{# Said by whom #}", 0),
        ("<h1>ClaimBack</h1>", 0),
        ('{% include "acts.html" with placed=acts what="The ladder" %}', 1),
        ('{% include "acts.html" with placed=acts what=_("The ladder") %}', 0),
        ('{% include "login.html" with button_id="passkey_login" %}', 0),
        ('{{ task.whom|default:"nobody yet" }}', 1),
        ('{{ task.whom|default:_("nobody yet") }}', 0),
        ('<span class="material-symbols-outlined">history</span>', 0),
        ('<input type="submit" value="Send">', 1),
        ('<input type="hidden" name="to" value="Send">', 0),
        ('<button aria-description="What it does">→</button>', 1),
        ('<optgroup label="open"></optgroup>', 1),
        ('<p data-says="Sending it"></p>', 1),
        ('<p data-page="A1" data-look="/api/v1/" aria-labelledby="cb-one cb-two"></p>', 0),
        ('{% firstof row.name "None yet" %}', 1),
        ('{% firstof row.name _("None yet") %}', 0),
        ('{{ rows|join:" and " }}', 1),
        ('{{ n|add:" days" }}', 1),
        ('{{ n }} {% translate "day" %}{{ n|pluralize }}', 1),
        ('{% if row.state == "sent" %}{{ row.on|date:"DATE_FORMAT" }}{% endif %}', 0),
    ],
)
def test_words_of_a_template_are_found(html, wrong):
    assert len(unmarked_in("planted.html", html)) == wrong
