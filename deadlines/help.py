"""Help beside dates, rungs, notices and fees: the meaning, the citation, how far that was checked, and its entry."""

from typing import Any, Final
from urllib.parse import urlencode

from django.utils.html import format_html
from django.utils.translation import gettext as _

from cases.help_words import GROUNDS, TERMS
from cases.vocabulary import GROUND_CODES
from claimback.tenancy.admin_help import help_on
from deadlines.clock.answer import Remedy
from deadlines.ladder.kinds import GIVES, LEVELS
from deadlines.law.catalogue import rules_by_version
from deadlines.law.entries import entry
from deadlines.law.words import CHECKS
from deadlines.models import Deadline

LAW: Final = "/api/v1/docs/law"
"""Outside any firm. What is reversed on a page of the admin would carry the firm before it."""


def term_help(term: str) -> Any:
    """What a word of the pages means."""
    found = TERMS[term]
    return help_on(found.name, found.means)


def explained(label: str, term: str) -> Any:
    """A label with the meaning of its word beside it."""
    return format_html("{} {}", label, term_help(term))


def ground_help(code: str) -> Any:
    """What an insurer means by a ground."""
    return help_on(GROUND_CODES.get(code, code), GROUNDS.get(code, GROUNDS["other"]))


def rule_help(row: Deadline) -> Any:
    """What the rule of a deadline says, with its citation, its grade and its entry in the catalogue."""
    rule = rules_by_version().get((row.rule, row.rule_version))
    means = rule.paraphrase if rule else TERMS["deadline"].means
    links = [(_("The rule in the catalogue"), f"{LAW}/{row.rule}")] if rule else []
    return help_on(row.act.capitalize(), means, law=[row.citation, CHECKS.get(row.checked, "")], links=links)


def remedy_help(remedy: Remedy) -> Any:
    """Where a rung is climbed and who gives it, with its citation and grade."""
    place = [_LEVELS.get(remedy.level, ""), _GIVES.get(remedy.gives, "")]
    means = f"{TERMS['remedy'].means} {'. '.join(said for said in place if said)}."
    asked = urlencode({"words": remedy.citation.partition(";")[0].partition(",")[0]})
    links = [(_("Rules of this source in the catalogue"), f"{LAW}?{asked}")]
    return help_on(
        remedy.title,
        means,
        law=[remedy.citation, CHECKS[remedy.checked]],
        links=links if remedy.citation else [],
    )


def law_help(term: str, id: str, citation: str, checked: str) -> Any:
    """What a word means where an entry of the catalogue stands behind it: a requirement of a notice, a cap on a fee."""
    found = TERMS[term]
    links = [(_("The entry in the catalogue"), f"{LAW}/{id}")] if entry(id) else []
    return help_on(found.name, found.means, law=[citation, CHECKS.get(checked, "")], links=links)


_LEVELS = {str(code): said for code, said in LEVELS.items()}
_GIVES = {str(code): said for code, said in GIVES.items()}
