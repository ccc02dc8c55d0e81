"""Names of people and organisations: what they come to, and whether two of them may be one. Pure."""

from cases.names.comparing import METHODS, Match, compare
from cases.names.reading import LONGEST, Name, index_keys, read_name

__all__ = ["LONGEST", "METHODS", "Match", "Name", "compare", "index_keys", "read_name"]
