"""The packet that goes out: the approved letter, an index, the exhibits with slip sheets, numbered, redacted, hashed.

Pure: files in, a file out. Rows, permissions and the store are in `letters.services.packet_work`.
"""
