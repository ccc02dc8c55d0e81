"""Reports of a firm: how its cases end, how long they take, where they stand, what they bring.

The database counts over the rows that the member may see, so that a walled-off case is in no number. `catalogue` says
what each report counts and over which rows, `reading` counts them and lists them, `tables` writes them for
spreadsheets, `api` and `pages` are the doors.
"""
