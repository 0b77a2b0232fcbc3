"""No test here asserts a time: the first example of a language compiles its patterns."""

from hypothesis import settings

settings.register_profile("text", deadline=None)
settings.load_profile("text")
