"""The privacy scan: text and what the company knows go in, findings come out. Pure Python."""
