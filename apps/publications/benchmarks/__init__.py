"""The register of subscribers at a million rows."""

from apps.casework.registers import Benchmark

from .imports import measure_import
from .lists import measure_list

BENCHMARKS = [Benchmark("changelist", measure_list), Benchmark("import", measure_import)]
