"""``twod secret-key``: replace the secret key of a site without signing users out."""
