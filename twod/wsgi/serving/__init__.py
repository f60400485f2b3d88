"""Services for servers and operators: health probes, request IDs, file sending, logs, reload and orderly end."""
