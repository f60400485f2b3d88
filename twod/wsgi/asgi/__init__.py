"""The site of an ini as an application for ASGI servers (https://asgi.readthedocs.io)."""
