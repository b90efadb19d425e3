"""Worlds for tests: people, channels and stories, made by the services that make them in life."""
