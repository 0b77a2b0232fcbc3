"""Capture to Document: recipe, generic page, PDF, plain files."""
