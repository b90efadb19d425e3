"""The processes a story may follow: each a table of steps."""
