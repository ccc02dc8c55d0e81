"""The rules of the money of a case: pure, with no database, no wall clock and no network."""
