"""Services of a site for servers and operators: health, request ids, files, logs, reload and end."""
