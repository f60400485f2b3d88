"""What container engines read: a Dockerfile, compose.yaml and the objects of Kubernetes."""
