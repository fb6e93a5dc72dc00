"""What notes tell of products: the truth box, other opinions, things alike, side by side."""
