"""The first page of a firm: what is due, what waits for whoever looks, and how the firm stands.

What people work off is read as it is, each list counted up to a bound inside its own index (`worklists`, `bounded`).
What takes the whole firm to count, such as the pipeline, money and trends, is counted by a worker and kept
(`counting`, `services`): see decisions/0023. `layout` says which role sees what, in which order.
"""
