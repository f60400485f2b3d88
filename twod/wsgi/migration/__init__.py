"""The migration of old inis, with a proof that the new ones give the same settings."""
