"""What the demo's creators write in English: subjects with titles, praise, faults and limits."""

import json
from pathlib import Path

_FOLDER = Path(__file__).parent / "words"
_WORDS = json.loads((_FOLDER / "en.json").read_text("utf-8"))
_TALK = json.loads((_FOLDER / "talk_en.json").read_text("utf-8"))

# channel: [topics, titles, praise, faults, not for whom] of each subject
SUBJECTS = _WORDS["SUBJECTS"]
OPENINGS = _WORDS["OPENINGS"]
BRIDGES = _WORDS["BRIDGES"]
FAULTS = _WORDS["FAULTS"]
LIMITS = _WORDS["LIMITS"]
CLOSINGS = _WORDS["CLOSINGS"]
SPANS = _WORDS["SPANS"]
# channel: a comment and what its author answers
TALK = _TALK["TALK"]
COMMENTS = _TALK["COMMENTS"]
REPLIES = _TALK["REPLIES"]
BIOS = _WORDS["BIOS"]
NAMES = _WORDS["NAMES"]
