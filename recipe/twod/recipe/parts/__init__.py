"""The recipes that zc.buildout calls; the only place that raises its UserError."""
