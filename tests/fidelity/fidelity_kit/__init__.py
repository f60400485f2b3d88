"""A conformance kit for whatever calls a WSGI application inside another one: 79 rules, each a small scenario.

A scenario (:mod:`fidelity_kit.rows` and the modules that it names) is an application, a request as a server gives it,
and a check of what the application saw and the client got. A way (:mod:`fidelity_kit.ways`) is what brings the two
together: an embedder in a Django site, a dispatcher beside it, a bridge under an ASGI server. To try another, write a
module with a :class:`fidelity_kit.world.Way` in it and name it to ``run.py``.
"""
