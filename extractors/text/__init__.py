"""Sentences, numbers, periods, lexicon; languages/<xx>.toml."""
