"""What words, names, dates and numbers of a sentence mean, for retrieval and judging alike."""
