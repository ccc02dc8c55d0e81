"""The walk's ground: both firms hold a row of every kind, or a door to it would be walked over an empty table."""

from tests.isolation.populate import tables_without_rows


def test_each_firm_has_a_row_of_every_kind(full, law, adjusters):
    assert tables_without_rows(law) == []
    assert tables_without_rows(adjusters) == []
