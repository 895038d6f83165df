"""What is measured, and how: the numbers of the README come from here."""
