"""Files for container engines: a Dockerfile, ``compose.yaml`` and Kubernetes manifests."""
