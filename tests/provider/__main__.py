"""`python -m tests.provider < told.json`: says its port and its keys, and serves until killed."""

import json
import sys

from tests.provider.server import Provider

server = Provider(json.loads(sys.stdin.readline()))
keys = {
    name: dialect.keys.publics()
    for name, dialect in server.dialects.items()
    if hasattr(dialect, "keys")
}
print(json.dumps({"port": server.server_port, "keys": keys}), flush=True)
server.serve_forever()
