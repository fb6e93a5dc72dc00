"""Which pictures a note shows: what its title speaks of, then more of its subject."""

from feed.demo import pictures

# channel: for each subject, for each title, scenes (s0 to s3) and wares (0 to 7) that fit.
FITTING = {
    "food": ("s0 0 4|1 0|4 s2 2|s2 1 s0|s0 3 1", "5 s1|s1 s3|s3 6 s1|5 6|s3 s1"),
    "home": ("s0 0|0 s1|s2 0 s3|s1 7 3|s3 s2 0", "2 4 6|2 1|3 6 5|1 5|5 2"),
    "beauty": ("s0 0 1|0 s2|6 s1|1 s2 2|s3 6", "4 s3|4 5|5 7 4|4 7|7 4"),
    "fashion": ("s0 0|0 5 s1|2 s2|3 s3|s1 s0 3", "4 1 5|1 5|1 s3|6 7|5 4 7"),
    "travel": ("s0 s2|s2 0 s0|s2 2|7 1 s0|0 2 3 4", "s1 s3|s3 s1 4|s1 s3|s3 s1|s1 3"),
    "fitness": ("s0 1|s1 7|0 s0|s2 6|s3 7", "2 4|2 5|5 3|3 2|2 4 3"),
    "tech": ("0 1|1 s0|0 1|0 s0|s1 7", "s2 7|s3 5 3|7 s2|s0 s1|2 s3"),
    "parenting": ("2 7|0 s0|s1 1|2 s2|1 s3 0", "7 2|4 5|3 6|5 4|3 6"),
    "pets": ("s0 0|s1 4|1 3|s2 3|4 s1", "6 2|2 6|6 7|5 3|2 6 7"),
    "culture": ("s0 s1|6 3|3 6 4|s1 7|s2 s3", "0 1|2 7|1 0 5|2 7|0 5 7"),
}


def of(channel: str, subject: int, title: int, turn: int) -> tuple[int, ...]:
    """The pictures of a note, best first; another turn begins with another one."""
    fitting = FITTING[channel][subject].split("|")[title % 5].split()
    start = turn % len(fitting)
    chosen = fitting[start:] + fitting[:start]
    return tuple(_number(channel, code) for code in chosen)


def faces() -> list[int]:
    """The scenes that people take for their faces."""
    return [
        pictures.scene(channel, turn)
        for turn in range(3)
        for channel in ("travel", "food", "pets", "home", "culture", "parenting")
    ]


def _number(channel: str, code: str) -> int:
    if code.startswith("s"):
        return pictures.scene(channel, int(code[1:]))
    return pictures.ware(channel, int(code))
