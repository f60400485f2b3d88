"""systemd units: services, sockets, timers and a target."""
