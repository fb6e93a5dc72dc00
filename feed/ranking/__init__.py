"""Notes in, stored NoteScore rows out; running it twice leaves the same rows."""
