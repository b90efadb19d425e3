"""Measurements, always as a ratio to something else on the same machine in the same minutes."""
