"""The port a channel fills in, and what every channel needs: HTTP, OAuth, claims."""
