"""The settings of an ini as a reader of the command line wants to see them."""
