"""What this project is measured against: applications that do the same work with nothing guarding it."""
