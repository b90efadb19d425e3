"""What runs without a person: each job is given ids, and opens and ends its own transactions."""
