"""The list of requests and the search in it at a million rows."""

from functools import partial

from apps.casework.registers import Benchmark
from apps.publications.benchmarks.lists import measure_list, measure_searches

from .lists import REQUESTS

BENCHMARKS = [
    Benchmark("changelist", partial(measure_list, register=REQUESTS)),
    Benchmark("search", partial(measure_searches, register=REQUESTS)),
]
