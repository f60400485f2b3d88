"""Files for container engines: a Dockerfile, compose.yaml and the objects of Kubernetes."""
