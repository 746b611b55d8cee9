"""What both answer tests share: running the program, comparing numbers, counting what failed."""
import json
import subprocess
import sys


class Holder:
    def __init__(self, program):
        self.program, self.checked, self.failed = program, 0, []

    def run(self, *args):
        """The JSON of a command, or None after recording that it failed."""
        command = [self.program, *args, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            self.failed.append(f"{' '.join(command[1:])}: exit {done.returncode}: {done.stderr.strip()[:200]}")
            return None
        return json.loads(done.stdout)

    def warnings(self, *args):
        """What a command that goes well says on the side."""
        done = subprocess.run([self.program, *args], capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            self.failed.append(f"{' '.join(args)}: exit {done.returncode}: {done.stderr.strip()[:200]}")
        return done.stderr

    def near(self, what, got, want, tolerance):
        """|got - want| <= tolerance, absolute."""
        self.checked += 1
        if got is None or not abs(got - want) <= tolerance:
            self.failed.append(f"{what}: {got}, not {want} (+- {tolerance:.3g})")

    def equal(self, what, got, want):
        self.checked += 1
        if got != want:
            self.failed.append(f"{what}: {got}, not {want}")

    def finish(self):
        for line in self.failed:
            print("FAIL", line)
        print(f"{self.checked} answers held, {len(self.failed)} not")
        sys.exit(1 if self.failed or not self.checked else 0)


def by_id(rows, key):
    """{id: row[key]} of a list of rows."""
    return {row.get("id", row.get("actor")): row[key] for row in rows}
