"""What the stores sell, each thing alone on seamless paper."""
