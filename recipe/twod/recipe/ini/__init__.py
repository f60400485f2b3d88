"""The content of an environment's ini."""
