"""ClaimBack: the back end of a practice that fights denied and underpaid insurance claims."""
