"""The only network: polite client, robots, limits; and the archive (WARC)."""
