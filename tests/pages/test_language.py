"""The language of a letter: by its words, by its script, and whatever a sheet of offers of help says."""

from pathlib import Path

import pytest

from claimback.kernel.strict_yaml import load_yaml
from claimback.pages.language import Language, language_of
from letters.reading.denial import read_denial
from letters.reading.pages import Page

ENGLISH = (
    "We have reviewed your request for coverage of the services that were ordered by your provider. We are not able "
    "to approve it because the records do not show that the services are necessary for your condition. You have the "
    "right to appeal this decision within 180 days of the day on which you receive this letter."
)
OTHERS: dict[str, str] = load_yaml(Path(__file__).with_name("languages.yaml").read_text(encoding="utf-8"))
OFFERS = "ATTENTION: If you speak another language, help is free.\n" + "\n".join(
    text[:60] for text in OTHERS.values()
)


@pytest.mark.parametrize("code", OTHERS)
def test_a_letter_in_another_language_is_said_to_be(code):
    language = language_of([OTHERS[code], OTHERS[code]])
    assert language is not None
    assert (language.code, language.is_read) == (code, False)


@pytest.mark.parametrize(
    "pages", [[ENGLISH], [ENGLISH, OFFERS], [OTHERS["es"], ENGLISH], [ENGLISH.upper()], [ENGLISH, "", "3"]]
)
def test_english_is_read_whatever_else_comes_with_it(pages):
    assert language_of(pages) == Language("en", "English")


def test_offers_of_help_do_not_make_a_letter_english():
    language = language_of([OTHERS["es"], OFFERS])
    assert language == Language("es", "Spanish")


def test_few_words_tell_no_language():
    assert language_of(["CO-50 $120.00", "Page 2 of 2"]) is None


def test_a_letter_in_another_language_is_not_read():
    reading = read_denial([Page(1, OTHERS["es"])])
    assert (reading.decision, reading.grounds) == (None, ())
    [doubt] = reading.needs_review
    assert (doubt.field, "Spanish" in doubt.why) == ("language", True)
