"""`python -m benchmarks [documents]`: the speed of extraction."""

from benchmarks.extraction import main

main()
