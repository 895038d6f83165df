"""What a test run costs: recorded by a plugin of pytest, read by the hints.

Nothing here is imported before ``--guyline-profile`` is given, but ``plugin.py``.
"""
