"""For developers and the demo: sample data, checks and diagrams."""
