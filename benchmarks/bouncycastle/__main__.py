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


def theirs(folder: Path, samples: list[messages.Sample], jars: str, java: str) -> list[float]:
    """Return the seconds per message of a warm virtual machine."""
    arguments = []
    for number, sample in enumerate(samples):
        path = folder / f"{number}.der"
        path.write_bytes(sample.data)
        arguments.append(f"{sample.type}={path}")
    walk = Path(__file__).with_name("Walk.java")
    done = subprocess.run([java, "-cp", jars, str(walk), *arguments], check=True, stdout=subprocess.PIPE, text=True)
    return [float(line.split("\t")[1]) / 1e6 for line in done.stdout.splitlines()]


def main() -> None:
    """Take turns, as the machine may be busy, and print the medians."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bouncycastle", description=__doc__)
    parser.add_argument("--jars", default=JARS, help="the class path (Debian's libbcpkix-java by default)")
    parser.add_argument("--java", default="java")
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args()
    samples = messages.samples()
    java: list[list[float]] = []
    python: list[list[float]] = []
    with TemporaryDirectory() as folder:
        for _ in range(options.turns):
            java.append(theirs(Path(folder), samples, options.jars, options.java))
            works = {str(sample): lambda sample=sample: work.decode(sample) for sample in samples}
            python.append([*interleaved(works, sample_seconds=0.1).values()])
    version = subprocess.run([options.java, "-version"], check=True, capture_output=True, text=True).stderr
    print(", ".join(machine().values()), version.splitlines()[0], sep=", ")
    print("| message | cmcasn1 | Bouncy Castle | of its time |\n|---|---|---|---|")
    for sample, *both in zip(samples, zip(*python, strict=True), zip(*java, strict=True), strict=True):
        ours, peer = (median(times) * 1e6 for times in both)
        print(f"| {sample} | {ours:,.1f} us | {peer:,.1f} us | {ours / peer:.2f} |")


if __name__ == "__main__":
    main()
