"""A Dash application: one page whose parts ask the server for more by callbacks."""

from __future__ import annotations

from dash import Dash, Input, Output, dcc, html
from flask import request

dash = Dash(
    __name__,
    # The page's scripts and callbacks are fetched from where the site has it; the application itself starts at "/".
    requests_pathname_prefix="/dash/",
    routes_pathname_prefix="/",
    title="Sales",
)
dash.layout = html.Main(
    [
        html.H1("Sales"),
        dcc.Dropdown(["north", "south"], "north", id="region", clearable=False),
        html.P(id="answer"),
        dcc.Graph(id="graph", figure={"data": [{"type": "bar", "x": ["north", "south"], "y": [3, 5]}]}),
    ]
)
#: The WSGI application, for mount().
application = dash.server


@dash.callback(Output("answer", "children"), Input("region", "value"))
def show_region(region: str) -> str:
    """Return what stands below the choice."""
    user = request.environ["REMOTE_USER"].encode("latin-1").decode()
    return f"{user} looks at the {region}"
