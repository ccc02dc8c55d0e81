"""PostgreSQL, Valkey, an S3 server and a mail sink from wheels, as child processes, for demo and tests.

A production installation names its own servers in the environment and never imports this package. Nothing
here knows Django: what an application needs is in `servers.Servers.environment`.
"""
