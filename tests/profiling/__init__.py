"""What a profiled test run records."""
