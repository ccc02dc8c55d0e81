"""A file's pages of text, whatever kind it is. Pure: files in, text out; no rows, no S3, no Django.

`letters.reading` reads letters by it, and `claimback.storage` the text that documents are searched by. The same file
has the same text for both, so that a place in the one is the same place in the other.
"""
