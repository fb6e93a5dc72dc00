"""`python -m bench [--large]`."""

import importlib
import sys

import django

# Models can be imported from here on, not before.
django.setup()
sys.exit(importlib.import_module("bench.run").main(sys.argv[1:]))
