"""Development supervisor: embedded servers and the site's processes, started by `make run`."""
