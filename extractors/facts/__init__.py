"""Mentions to milestones and stock moves, in text and tables."""
