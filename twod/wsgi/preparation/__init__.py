"""What a release needs before it can be served: applied migrations and collected static files."""
