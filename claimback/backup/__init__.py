"""The whole installation in one folder, and back: the database as pg_dump writes it, and the list of all objects.

Not one firm's archive: that is `claimback.firms.archive`. Why it is so is in decision 24.
"""
