"""Unit tests for facts."""
