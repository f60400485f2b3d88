"""The commands of a host that takes releases."""
