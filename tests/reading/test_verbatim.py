"""Every finding is a passage of its page, word for word, whatever the text."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letters.reading.denial import read_denial
from letters.reading.evaluate import spans_of
from letters.reading.findings import to_json
from letters.reading.pages import Page
from tests.reading.test_letters import LETTERS

TEXTS = [letter["text"] for letter in LETTERS]
SCRAPS = st.sampled_from(
    ["\n", "\n\n", "“", "”", '"', "’", "<DATE>", "[INSERT NAME]", "§ 4.2(b)", "$1,234.56", "February 30, 2026", "CO-50",
     "not medically necessary", "ﬁ", "\u00a0", "\u2028", "\x85", "é", "😀", "within 60 days", "Dear", ":", "(", "Dr.",
     "Section", "1-800-555-0100", "Claim Number:", "\t", "İ", "ß", "٣"]
)  # fmt: skip


def assert_verbatim(pages: list[Page]) -> None:
    found = list(spans_of(to_json(read_denial(pages))))
    for page, start, end, quote in found:
        assert 0 <= start <= end
        assert pages[page - 1].text[start:end] == quote


@st.composite
def mutated(draw: st.DrawFn) -> list[Page]:
    """One to three pages of letters with pieces cut out, doubled and scraps thrown in."""
    pages = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        text = draw(st.sampled_from(TEXTS))
        for _ in range(draw(st.integers(0, 6))):
            at = draw(st.integers(0, len(text)))
            upto = draw(st.integers(at, min(len(text), at + 200)))
            text = (
                text[:at]
                + draw(st.one_of(SCRAPS, st.text(max_size=12), st.just(text[at:upto] * 2)))
                + text[upto:]
            )
        pages.append(Page(number, text))
    return pages


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(mutated())
def test_every_finding_of_a_mutated_letter_is_verbatim(pages: list[Page]) -> None:
    assert_verbatim(pages)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.text(max_size=300), min_size=1, max_size=3))
def test_any_text_is_read_without_failing(texts: list[str]) -> None:
    assert_verbatim([Page(number, text) for number, text in enumerate(texts, start=1)])


def test_every_finding_of_the_letters_is_verbatim() -> None:
    for text in TEXTS:
        assert_verbatim([Page(1, text)])
