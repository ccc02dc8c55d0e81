"""The assistant: a language model outside the rules, asked for text through one interface, by whoever drafts or reads.

Which one there is, is the installation's setting; that it may be asked is each firm's. What it answers is only ever a
proposal: its askers hold it against the letter and show it as what it is. Nothing here knows what is asked.
"""
