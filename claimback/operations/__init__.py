"""What an operator sees of the installation: lines in the log, numbers for Prometheus, errors and traces elsewhere.

Nothing of a client leaves by any of these; `claimback/decisions/0022-nothing-of-a-client-leaves.md` says how.
"""
