"""Names of makers, brands, models and listings in every language; launches."""
