"""The only room with a network and a clock: a polite client, its limits, and the archive of what was answered."""
