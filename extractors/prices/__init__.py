"""End-of-day closes and exchange rates, one provider a module; which share is which comes from the registry.

A provider answers for one share and some days; it never fetches by itself but through the `fetch` it was made with.
Closes as traded, closes adjusted for splits and closes adjusted for dividends too are kept apart (see Price); a day
without a trade is no Price, never a zero. `closes` adds what holds for every provider: nothing outside the days asked
for, nothing of a session that has not ended.
"""

from extractors.prices.choice import providers
from extractors.prices.collect import Provider, closes, first_answer
from extractors.prices.share import Share, benchmarks, shares

__all__ = ["Provider", "Share", "benchmarks", "closes", "first_answer", "providers", "shares"]
