"""Claims files in the writing: a first draft of one from an article, and additions that leave all else as it is."""
