"""Parts that write files for the engines of a site: proxies, supervisors and containers."""
