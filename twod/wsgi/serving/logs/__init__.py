"""The logs of a site: its requests, and the logging of its servers and workers."""
