"""Commands that print the settings, the errors and the URLs of a site."""
