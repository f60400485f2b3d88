"""Units of systemd: services, sockets, timers and a target."""
