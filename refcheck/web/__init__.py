"""Source to page: fetching, recording, replaying."""
