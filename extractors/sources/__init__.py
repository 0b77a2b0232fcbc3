"""One source a file: <name>.toml."""
