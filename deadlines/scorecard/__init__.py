"""How insurers treated the firm's own cases: days to decide, duties missed, grounds overturned, promises broken.

Counted by the database over the rows that the member may see, so that a walled-off case is in no number. Small numbers
are shown as they are. `selectors` counts, `paper` sets a scorecard on paper.
"""
