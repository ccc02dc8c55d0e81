"""Handing over exact bytes to an address by a channel, through one interface with an adapter for each vendor.

An adapter says what became of a hand-over as far as it knows: it went, it did not go, or nobody knows. It keeps
nothing: what follows from an answer is the services' to decide.
"""
