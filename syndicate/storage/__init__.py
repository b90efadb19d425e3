"""Where files are kept by name: one protocol, for a folder and for a bucket of an object store."""
