"""``twod.recipe:bundle``: one archive of a site, to be unpacked and served on other hosts."""
