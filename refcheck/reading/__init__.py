"""Page to document: text with passages."""
