"""Counting time as the law does: calendars, arithmetic, and due dates that show their working.

Pure: facts and a catalogue in, an answer out. The present is a fact (`as_of`) and never read from the machine.
"""
