"""The pages of the portal, and the two languages that it speaks."""
