"""The commands for releases on a host."""
