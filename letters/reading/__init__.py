"""Reading what an insurer sent: pages of text in, findings out, each with the place where the letter says it.

Pure: no Django, no database, no clock, no network. `pages.pages_of` takes a file apart, `denial.read_denial` reads
the pages, `findings.to_json` gives the stable form. What is believed of a finding is decided by a member, elsewhere.
"""
