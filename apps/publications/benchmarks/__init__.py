"""The register of subscribers at a million rows."""

from apps.casework.registers import Benchmark

from .imports import measure_import
from .lists import measure_list, measure_searches

BENCHMARKS = [
    Benchmark("changelist", measure_list),
    Benchmark("search", measure_searches),
    Benchmark("import", measure_import),
]
