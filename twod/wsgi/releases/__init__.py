"""Releases on a live host: unpacked beside each other, checked, switched to by one link, and confirmed by the site."""
