"""What the bench of optimise runs in the sandbox to time answers."""
