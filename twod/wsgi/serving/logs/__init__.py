"""What a site logs of its requests, and how its servers and workers do."""
