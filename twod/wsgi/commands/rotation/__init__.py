"""``twod secret-key``: another secret key takes the place of the present one, and nobody is signed out."""
