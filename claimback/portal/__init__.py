"""The pages of the portal: what a client of a firm sees of their cases, on a telephone too, in English or Spanish.

They show what the portal's API shows, through the same selectors and services. What a client sends goes by that API.
"""
