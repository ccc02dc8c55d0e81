"""The official files, read: their quirks, and what is wrong with a row, by its line. Pure."""

from dataclasses import replace

import pytest

from deadlines.outcomes.california import Review
from deadlines.outcomes.interval import wilson
from deadlines.outcomes.sources import SOURCES
from deadlines.outcomes.table import FileProblem, Row, read_rows
from deadlines.vocabulary import CALIFORNIA, TEXAS
from tests.outcomes.official import CALIFORNIA_FILE, CALIFORNIA_NEWER, TEXAS_FILE


def read(kind, data):
    """What each row tells of, and what is wrong with others."""
    source, found = SOURCES[kind], []
    for row in read_rows(data, source.names, source.required):
        try:
            found.append(source.read(row) if isinstance(row, Row) else row)
        except FileProblem as problem:
            found.append(problem)
    return found


def test_the_quirks_of_california_are_kept_or_undone():
    rows = {row.reference: row for row in read(CALIFORNIA, CALIFORNIA_FILE)}
    assert len(rows) == 9
    assert rows["MN05-0002"].age == "11-20"
    assert rows["MN06-0003"].treatment_category == "Neurosugery"
    assert rows["MN06-0004"] == replace(
        rows["MN06-0004"],
        diagnosis_category="",
        treatment_category="",
        age="",
        gender="",
        outcome="overturned",
    )
    assert [rows[name].outcome for name in ("UC06-0005", "EI06-0006", "MN16-0008")] == [
        "overturned_in_part",
        "overturned_in_part",
        "upheld",
    ]
    assert rows["MN16-0009"].treatment_category == "Diagnostic Imaging, Screening & Testing"


def test_the_newer_export_has_findings():
    first, second = read(CALIFORNIA, CALIFORNIA_NEWER)
    assert isinstance(first, Review)
    assert first.findings == 'The reviewer found that stuttering\nwas "treatable".'
    assert (second.age, second.findings) == ("11-20", "")


def test_several_values_and_american_days_of_texas():
    rows = read(TEXAS, TEXAS_FILE)
    assert [row.key for row in rows][2:5] == [("900003", "11"), ("900004", "11"), ("900004", "99")]
    assert rows[1].reasons == ["Delays (Claims Handling)", "Denial Of Claim"]
    assert (rows[1].confirmed, str(rows[1].received_on)) == (True, "2015-01-02")
    assert (rows[4].resolutions, rows[4].keywords) == ([], ["HAIL"])


HEAD = CALIFORNIA_FILE.splitlines(keepends=True)[0]
GOOD = b"MN16-1;2016;a;b;c;d;Upheld;Medical Necessity;0-10;Male\n"


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        (CALIFORNIA, HEAD + GOOD + GOOD.replace(b"Upheld", b"Pending"), "line 3, determination: 'Pending'"),
        (CALIFORNIA, HEAD + GOOD.replace(b"2016", b"16th"), "line 2, year: '16th' is no year"),
        (CALIFORNIA, HEAD + GOOD.replace(b"0-10", b"young"), "line 2, age: 'young' is no band"),
        (CALIFORNIA, HEAD + GOOD.replace(b"MN16-1", b" "), "line 2, reference: is empty"),
        (CALIFORNIA, HEAD + b"\n" + b"MN16-2;2016\n", "line 3: has 2 columns, and the heading has 10"),
        (CALIFORNIA, HEAD + GOOD.replace(b";a;", b";\0;"), "line 2: holds a character"),
        (CALIFORNIA, HEAD + GOOD + b'"never closed;2016', "line 3: unexpected end of data"),
        (TEXAS, TEXAS_FILE.replace(b"5/22/2014", b"22/5/2014"), "line 2, received_on: '22/5/2014' is no day"),
        (TEXAS, TEXAS_FILE.replace(b",Yes,", b",Perhaps,"), "line 3, confirmed: 'Perhaps'"),
        (TEXAS, TEXAS_FILE.replace(b"6/25/2014", b"2/30/2014"), "line 2, closed_on: '2/30/2014'"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_by_its_line(kind, data, said):
    problems = [row for row in read(kind, data) if isinstance(row, FileProblem)]
    assert len(problems) == 1
    assert str(problems[0]).startswith(said)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file: is empty"),
        (b"Reference ID,Report Year\n1,2\n", "line 1: has no column determination, type"),
        (HEAD.replace(b"Age Range", b"Type") + GOOD, "line 1: has the column type twice"),
        (b"\x81\xff", "the file: is neither UTF-8"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(data, said):
    with pytest.raises(FileProblem) as refused:
        read(CALIFORNIA, data)
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        (4228, 9648, 0.4284, 0.4481),  # the interval of a large number is narrow
        (1, 10, 0.0179, 0.4042),  # Newcombe, Statistics in Medicine 17 (1998) 857, gives such small ones
        (0, 5, 0.0, 0.4345),
        (5, 5, 0.5655, 1.0),
    ],
)
def test_wilson_s_interval(count, n, low, high):
    found = wilson(count, n)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_of_nothing_there_is_no_interval():
    assert wilson(0, 0) is None
    with pytest.raises(ValueError, match="no share"):
        wilson(2, 1)
