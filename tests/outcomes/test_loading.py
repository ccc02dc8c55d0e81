"""Loading: counts as computed by hand, twice is once, corrected rows take their places, and never half a file."""

from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.utils import ProgrammingError

from claimback.firms.archive.owner import as_owner
from claimback.kernel.errors import Invalid
from deadlines.models import OutcomeLoad, ReviewOutcome
from deadlines.outcomes.summary import outcome_summary
from deadlines.services.outcomes import outcomes_load
from deadlines.vocabulary import CALIFORNIA, TEXAS
from tests.databases import undone
from tests.outcomes.official import (
    CALIFORNIA_COUNTS,
    CALIFORNIA_FILE,
    CALIFORNIA_NEWER,
    TEXAS_COUNTS,
    TEXAS_FILE,
)


@pytest.fixture
def owner(django_db_setup, django_db_blocker) -> Iterator[None]:
    """As the owner of the tables; what is loaded is undone."""
    with django_db_blocker.unblock(), as_owner(), undone():
        yield


def load(kind, data):
    return outcomes_load(kind=kind, data=data, file_name="f.csv", retrieved_on=date(2026, 11, 22))


@pytest.mark.parametrize(("kind", "counts"), [(CALIFORNIA, CALIFORNIA_COUNTS), (TEXAS, TEXAS_COUNTS)])
def test_the_tables_equal_what_was_counted_by_hand(db, kind, counts):
    assert outcome_summary(kind) == counts


@pytest.mark.parametrize(("kind", "data"), [(CALIFORNIA, CALIFORNIA_FILE), (TEXAS, TEXAS_FILE)])
def test_the_same_file_once_more_changes_nothing(owner, kind, data):
    before = list(OutcomeLoad.objects.order_by("id").values())
    done = load(kind, data)
    assert (done.load, done.added, done.changed) == (None, 0, 0)
    assert list(OutcomeLoad.objects.order_by("id").values()) == before


def test_a_corrected_row_takes_the_former_one_s_place(owner):
    former = ReviewOutcome.objects.get(reference="MN16-0008")
    done = load(CALIFORNIA, CALIFORNIA_NEWER)
    assert (done.rows, done.added, done.changed) == (2, 1, 1)
    row = ReviewOutcome.objects.get(reference="MN16-0008")
    assert (row.id, row.outcome, row.load) == (former.id, "overturned", done.load)
    assert (done.load.retrieved_on, done.load.years_from, done.load.years_to) == (
        date(2026, 11, 22),
        2016,
        2017,
    )
    assert outcome_summary(CALIFORNIA)["overall"] == {"overturned": 6}


def test_never_half_a_file(owner):
    bad = CALIFORNIA_NEWER.replace(b"2017", b"two") + b"MN16-0008,2016,a,b,c,d,Upheld,Other,,,,,\r\n"
    with pytest.raises(Invalid) as refused:
        load(CALIFORNIA, bad)
    assert "Nothing was loaded: 2 problems" in refused.value.detail
    assert [one.detail for one in refused.value.errors] == [
        "line 4, year: 'two' is no year",
        "line 5: MN16-0008 stands on line 2 already, with other values",
    ]
    assert outcome_summary(CALIFORNIA) == CALIFORNIA_COUNTS


def test_the_application_may_only_read(db):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("DELETE FROM deadlines_complaintoutcome")


def test_the_command_says_which_lines(tmp_path):
    path = tmp_path / "imr.csv"
    path.write_bytes(CALIFORNIA_FILE.replace(b";2005;", b";05;"))
    with pytest.raises(CommandError, match=r"2 problems[^\n]*\n  line 2, year: '05'.*\n  line 3, year"):
        call_command("outcomes", "load", CALIFORNIA, str(path), stdout=StringIO(), stderr=StringIO())
    with pytest.raises(CommandError, match="can't be read: No such file"):
        call_command("outcomes", "load", CALIFORNIA, str(tmp_path / "none.csv"))
