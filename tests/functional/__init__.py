"""The parts together, as a user meets them."""
