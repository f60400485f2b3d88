"""The end and the restart of a process: signals, and the last responses of each server."""
