"""The desk of government requests and the search in it at a million rows."""

from functools import partial

from apps.casework.registers import Benchmark
from apps.publications.benchmarks.lists import measure_list, measure_searches

from .desk import DEMANDS

BENCHMARKS = [
    Benchmark("changelist", partial(measure_list, register=DEMANDS)),
    Benchmark("search", partial(measure_searches, register=DEMANDS)),
]
