"""`syndicate demo`: the whole thing on one machine, with sample people, stories and channels."""
