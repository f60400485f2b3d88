"""What makes Django answer the same with fewer instructions: a module for each switch of ``twod.fast``."""
