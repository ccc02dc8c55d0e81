"""The firm's calendar: what stands on which day, and how a month is laid out. Who sees it is decided by the doors."""
