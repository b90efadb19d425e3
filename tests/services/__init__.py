"""The real servers the tests speak to, each started and ended by the tests."""
