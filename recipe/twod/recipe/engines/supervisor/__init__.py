"""The configuration of supervisor: programs, groups, and timers for cron."""
