"""Sealed identifiers: a key per firm, fields that are ciphertext in the database, and the trace of who opened them."""
