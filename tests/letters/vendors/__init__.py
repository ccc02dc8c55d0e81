"""Small local servers that speak the protocols of vendors as these document them, with their failures.

Each counts what was handed over to it: that, and not what an adapter believes, is what tests of "at most once" ask.
"""
