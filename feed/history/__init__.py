"""What is kept of a reader: to see, to pause, to clear, and to tune."""
