"""Reading tables of clients and cases that other systems export. Pure: bytes in, rows and problems out.

What is made of the rows is written by `cases.services.import_rows`.
"""
