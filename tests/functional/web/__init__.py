"""The pages, asked for as each kind of person would."""
