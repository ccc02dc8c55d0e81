"""Writes what the firm sends: templates, drafts, the check before approval, the PDF and the packet.

Pure: plain facts in, plain values out. No Django, no database, no wall clock, no network. Storing a draft, approving
it and handing it to a carrier live elsewhere in `letters`.
"""
