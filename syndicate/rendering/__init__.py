"""From a revision's Markdown to a neutral post, safe HTML and plain text. Pure: no database."""
