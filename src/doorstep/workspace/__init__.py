"""The trainee's workspace: course files copied out of the clone, and a Jupyter server that shows them calmly."""
