"""Which remedy is open, not yet, lost, exhausted or deemed exhausted, and why. Pure, like the clock it leans on."""
