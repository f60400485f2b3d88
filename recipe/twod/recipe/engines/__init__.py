"""Parts that write what the engines of a site read: proxies, supervisors and containers."""
