"""The recipes that zc.buildout calls. Only these modules raise its UserError."""
