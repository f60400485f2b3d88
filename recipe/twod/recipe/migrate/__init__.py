"""The migration of buildouts from other recipes to twod.recipe."""
