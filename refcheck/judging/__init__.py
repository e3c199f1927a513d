"""Passages to evidence, evidence to a judgement."""
