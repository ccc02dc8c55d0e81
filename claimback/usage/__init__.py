"""How much a firm uses, for its owners: what it has now, and what it did in a month. Only what is recorded anyway."""
