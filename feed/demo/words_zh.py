"""What the demo's creators write in Chinese: subjects with titles, praise, faults and limits."""

import json
from pathlib import Path

_WORDS = json.loads((Path(__file__).parent / "words" / "zh.json").read_text("utf-8"))

# channel: [topics, titles, praise, faults, not for whom] of each subject
SUBJECTS = _WORDS["SUBJECTS"]
OPENINGS = _WORDS["OPENINGS"]
BRIDGES = _WORDS["BRIDGES"]
FAULTS = _WORDS["FAULTS"]
LIMITS = _WORDS["LIMITS"]
CLOSINGS = _WORDS["CLOSINGS"]
SPANS = _WORDS["SPANS"]
COMMENTS = _WORDS["COMMENTS"]
REPLIES = _WORDS["REPLIES"]
BIOS = _WORDS["BIOS"]
NAMES = _WORDS["NAMES"]
