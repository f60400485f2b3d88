"""Buildouts with parts of other recipes become buildouts of twod.recipe."""
