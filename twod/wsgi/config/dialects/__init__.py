"""The two notations of an ini."""
