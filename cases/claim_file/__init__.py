"""The claim file: all that the insurer used, asked for item by item. Pure; rows are in `cases.models.claim_file`."""
