"""`make test`: the stages one after the other, and their totals."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from xml.etree import ElementTree

from rednote import embedded
from tests import chromium

_STAGES = {
    "unit": ["-n", "2", "-m", "not browser and not faults and not long"],
    "browser": ["-p", "no:xdist", "-m", "browser and not long"],
    "faults": ["-p", "no:xdist", "-m", "faults and not long"],
    "long": ["-p", "no:xdist", "-m", "long"],
}
_ALL = ("unit", "browser", "faults")


@dataclass
class Outcome:
    stage: str
    code: int
    seconds: float
    tests: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def is_good(self) -> bool:
        # A stage in which nothing ran has proved nothing.
        return self.code == 0 and self.tests > 0 and self.skipped == 0

    def __str__(self) -> str:
        verdict = "ok" if self.is_good else "FAILED"
        counts = f"{self.tests} tests, {self.failed} failed, {self.skipped} skipped"
        return f"{self.stage:<8} {counts:<42} {self.seconds:6.0f} s  {verdict}"


def main(stages: list[str]) -> int:
    without_browser = os.environ.get("BROWSER") == "0"
    if without_browser:
        stages = [stage for stage in stages if stage != "browser"]
    elif "browser" in stages:
        try:
            chromium.ensure()
        except chromium.NoChromium as reason:
            print(reason, file=sys.stderr)
            return 1
    outcomes = [_run(stage) for stage in stages]
    print()
    for outcome in outcomes:
        print(outcome)
    if without_browser:
        print("browser  did not run: BROWSER=0")
    return 0 if all(outcome.is_good for outcome in outcomes) else 1


def _run(stage: str) -> Outcome:
    print(f"\n=== {stage} ===", flush=True)
    report = embedded.BASE_DIR / "var" / "tests" / f"{stage}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    environment = dict(os.environ)
    if stage in ("faults", "long"):
        environment["TEST_DURABLE"] = "1"
    command = [sys.executable, "-m", "pytest", *_STAGES[stage], f"--junitxml={report}"]
    began = time.monotonic()
    code = subprocess.run(command, env=environment, check=False).returncode
    outcome = Outcome(stage, code, time.monotonic() - began)
    if report.exists():
        suite = ElementTree.parse(report).getroot().find("testsuite").attrib
        outcome.tests = int(suite["tests"])
        outcome.failed = int(suite["failures"]) + int(suite["errors"])
        outcome.skipped = int(suite["skipped"])
    return outcome


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(_ALL)))
