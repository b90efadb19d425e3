"""`make faults`: real workers, a real simulator, and everything that can go wrong at once."""
