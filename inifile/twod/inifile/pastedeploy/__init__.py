"""What PasteDeploy makes of the sections of an ini, without loading an egg."""
