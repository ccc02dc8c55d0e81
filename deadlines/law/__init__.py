"""The law as data: rules with their citations, read from YAML and refused where they are unsound.

Nothing here knows a case or counts a day; `deadlines.clock` does that.
"""
