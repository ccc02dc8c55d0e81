"""A case from intake to its end, by the API alone: one of health, one of property."""
