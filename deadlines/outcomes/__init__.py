"""How others fared: external reviews and complaints of public record, read from the official files, and counted.

The rows are no firm's: everybody may read them, the application's role writes none. Reading the files, the words and
the intervals are pure; `selectors` counts rows; `deadlines.services.outcomes` loads them.
"""
