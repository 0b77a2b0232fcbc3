"""Captures and files in, documents out: page by recipe or generically, PDF, plain text. No network, no clock."""

from extractors.readers.page import read, read_file
from extractors.readers.recipe import Recipe, recipes

__all__ = ["Recipe", "read", "read_file", "recipes"]
