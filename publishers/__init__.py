"""The kinds of places a story may be published to: a module or a folder each."""
