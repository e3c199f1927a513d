"""A run as text: one module and one `render` for each format."""
