"""Reports and exports on a real streaming replica of the suite's own PostgreSQL."""
