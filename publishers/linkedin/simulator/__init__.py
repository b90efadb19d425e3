"""A stand-in for LinkedIn: sign-in, REST API and the pages people read, with faults to order.

It is written from LinkedIn's documentation and field reports. It reads and checks posts by code of
its own, so that a fault of the client cannot hide in it. To run it by hand:
`python -m publishers.linkedin.simulator`.
"""
