"""A stand-in for LinkedIn: sign-in, REST API and the pages people read, with faults to order.

It is written from LinkedIn's documentation and field reports, and shares no code with the client
that it is there to test. Run it by hand with `python -m publishers.linkedin.simulator`.
"""
