"""Pictures out of arithmetic: light, haze, simple bodies, soft shadows."""
