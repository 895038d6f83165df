"""What the proof's bench runs in the sandbox beside the proof itself."""
