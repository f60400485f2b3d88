"""What will bite a site in production, found on the machine where it runs."""
