"""Who brings a call in: one gateway a file (or folder) behind the port in gateway.py."""
