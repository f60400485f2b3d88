"""What an ini says besides the settings, judged by what is installed: factories, servers, log handlers, paths."""
