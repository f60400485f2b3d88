"""What a server and an operator ask of a site: health, request ids, reload and end."""
