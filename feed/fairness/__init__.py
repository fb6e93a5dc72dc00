"""Who is seen: what the feed gives creators by the size of their following, measured in public."""
