"""`python -m benchmarks.bouncycastle`: decode the same messages in turn with Bouncy Castle and with cmcasn1."""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import messages, work
from benchmarks.__main__ import machine
from benchmarks.measure import interleaved

JARS = "/usr/share/java/bcpkix.jar:/usr/share/java/bcutil.jar:/usr/share/java/bcprov.jar"


def theirs(path: Path, sample: messages.Sample, jars: str, java: str) -> dict[str, float]:
    """Return the seconds per message of a new virtual machine, by the stretch of its warming up, and "steady"."""
    walk = Path(__file__).with_name("Walk.java")
    command = [java, "-cp", jars, str(walk), f"{sample.type}={path}"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return {stretch: float(time) / 1e6 for stretch, time in (line.split("\t") for line in done.stdout.splitlines())}


def main() -> None:
    """Take turns, as the machine may be busy, and print the medians."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bouncycastle", description=__doc__)
    parser.add_argument("--jars", default=JARS, help="the class path (Debian's libbcpkix-java by default)")
    parser.add_argument("--java", default="java")
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args()
    samples = messages.samples()
    works = {str(sample): lambda sample=sample: work.decode(sample) for sample in samples}
    java: list[list[dict[str, float]]] = []
    python: list[list[float]] = []
    with TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number}.der") for number in range(len(samples))]
        for path, sample in zip(paths, samples, strict=True):
            path.write_bytes(sample.data)
        for _ in range(options.turns):
            java.append([theirs(*pair, options.jars, options.java) for pair in zip(paths, samples, strict=True)])
            python.append([*interleaved(works, sample_seconds=0.1).values()])
    version = subprocess.run([options.java, "-version"], check=True, capture_output=True, text=True).stderr
    print(", ".join(machine().values()), version.splitlines()[0], sep=", ")
    stretches = [*java[0][0]]
    titles = [stretch if stretch == "steady" else f"to {stretch} MB" for stretch in stretches]
    print(f"| message | cmcasn1 | {' | '.join(titles)} |\n|---|---|{'---|' * len(titles)}")
    for sample, ours, turns in zip(samples, zip(*python, strict=True), zip(*java, strict=True), strict=True):
        mine = median(ours) * 1e6
        peer = [median(turn[stretch] for turn in turns) * 1e6 for stretch in stretches]
        print(f"| {sample} | {mine:,.1f} us | {' | '.join(f'{time:,.1f} us' for time in peer)} |")
        print(f"| of its time | | {' | '.join(f'{mine / time:.2f}' for time in peer)} |")


if __name__ == "__main__":
    main()
