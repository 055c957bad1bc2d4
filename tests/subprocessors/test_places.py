"""A place counts with its country: whatever is written around the country, and nothing where none is named."""

import pytest
from django_countries import countries
from hypothesis import given
from hypothesis import strategies as st

from apps.subprocessors.choices import LocationKind
from apps.subprocessors.reading import UnknownPlace, country_codes, read_places

NAMES = {code: str(name) for code, name in countries}
CODES = country_codes(NAMES)


def codes(cell: str) -> str:
    return " ".join(place.code for place in read_places(cell, CODES))


NAMED = [
    # cities, states and regions ahead of their country
    ("San Francisco, CA, USA", "US"),
    ("San Francisco, CA, US", "US"),
    ("Frankfurt, Germany", "DE"),
    ("Athlone, Ireland", "IE"),
    ("New York, NY, United States", "US"),
    ("Springfield, Illinois, USA", "US"),
    ("Bangalore, Karnataka, India", "IN"),
    ("London, Ontario, Canada", "CA"),
    ("St. John's, NL, Canada", "CA"),
    ("Adelaide, SA, Australia", "AU"),
    ("Washington, D.C., USA", "US"),
    ("US-East (N. Virginia), United States", "US"),
    ("us-east-1, USA", "US"),
    ("Asia Pacific (Sydney), Australia", "AU"),
    ("EU (Frankfurt), Germany", "DE"),
    ("Oregon, USA; Ireland", "US IE"),
    ("Oregon and Virginia, USA", "US"),
    ("Belgium, Finland, Iowa, USA", "BE FI US"),
    ("Paris, France and Frankfurt, Germany", "FR DE"),
    ("Dublin, Ireland, and Amsterdam, the Netherlands", "IE NL"),
    ("Mexico City, Mexico", "MX"),
    ("Luxembourg, Luxembourg", "LU"),
    ("Algiers, Algeria", "DZ"),
    ("Vilnius, LT", "LT"),
    ("Frankfurt, DE", "DE"),
    ("Toronto, CA", "CA"),
    # in brackets, behind a dash, a colon or a stroke
    ("Dublin (Ireland)", "IE"),
    ("Ireland (Dublin)", "IE"),
    ("USA (Oregon, California)", "US"),
    ("EU (Ireland, Germany)", "IE DE"),
    ("EU (Frankfurt, Germany)", "DE"),
    ("Germany (EU)", "DE"),
    ("Singapore (APAC)", "SG"),
    ("AWS (Ireland)", "IE"),
    ("Sydney (Australia), Tokyo (Japan)", "AU JP"),
    ("Ireland - Dublin", "IE"),
    ("Germany – Frankfurt", "DE"),
    ("APAC - Singapore", "SG"),
    ("US: Oregon", "US"),
    ("USA, Oregon", "US"),
    ("USA / Ireland", "US IE"),
    ("USA/Ireland", "US IE"),
    # countries in other words
    ("United States of America (USA)", "US"),
    ("US", "US"),
    ("Usa, uk", "US GB"),
    ("U.S.A.", "US"),
    ("Netherlands (the)", "NL"),
    ("Republic of Ireland", "IE"),
    ("England, Wales", "GB"),
    ("Scotland", "GB"),
    ("Korea, Republic of", "KR"),
    ("Korea, Republic of and Japan", "KR JP"),
    ("Viet Nam", "VN"),
    ("Türkiye, Turkey", "TR"),
    ("Czechia", "CZ"),
    ("Ivory Coast, Côte d’Ivoire", "CI"),
    ("Hong Kong SAR, China", "HK"),
    ("Bosnia & Herzegovina", "BA"),
    ("Congo, Democratic Republic of the Congo", "CG CD"),
    ("People’s Republic of China", "CN"),
    ("Republic of China", "TW"),
    ("Kingdom of Denmark", "DK"),
    # two letters and names that are a state and a country
    ("CA", "CA"),
    ("CA, US", "CA US"),
    ("CA, USA", "US"),
    ("DE, IN, US", "DE IN US"),
    ("UK, CA, USA", "GB CA US"),
    ("Ireland, CA, USA", "IE US"),
    ("Wilmington, DE, USA", "US"),
    ("Portland, ME, United States", "US"),
    ("Georgia", "GE"),
    ("Tbilisi, Georgia", "GE"),
    ("Georgia, USA", "US"),
    ("Atlanta, Georgia, USA", "US"),
    ("Armenia, Georgia, USA", "AM GE US"),
    ("Jersey", "JE"),
    ("New Jersey, USA", "US"),
    # noise
    ("United</br>States", "US"),
    ("United\nStates of\nAmerica\nIreland", "US IE"),
    ("United States\nof America", "US"),
    ("- Ireland\n- India", "IE IN"),
    ("• Ireland\n• India", "IE IN"),
    ("Ireland*, India¹, Japan [2]", "IE IN JP"),
    ("Ireland, India,", "IE IN"),
    ("Ireland\u00a0,\u00a0India", "IE IN"),
]


@pytest.mark.parametrize(("cell", "wanted"), NAMED)
def test_a_place_counts_with_its_country(cell, wanted):
    assert codes(cell) == wanted


REFUSED = [
    ("Dublin", "Dublin"),
    ("Kansas", "Kansas"),
    ("San Francisco, CA", "San Francisco"),
    ("Wilmington, DE", "Wilmington"),
    ("Frankfurt, Dublin, Ireland", "Frankfurt"),
    ("Dublin, USA", "Dublin"),
    ("Athlone, Mullingar, Ireland", "Mullingar"),
    ("EU", "EU"),
    ("EEA", "EEA"),
    ("Europe", "Europe"),
    ("APAC", "APAC"),
    ("Various", "Various"),
    ("Multiple locations", "Multiple locations"),
    ("EU (Frankfurt)", "EU (Frankfurt)"),
    ("EU (Frankfurt, Ireland)", "EU (Frankfurt, Ireland)"),
    ("Remote (Poland)", "Remote (Poland)"),
    ("Ireland, EU", "EU"),
    ("EU / US, Ireland", "EU / US"),
    ("N/A, Ireland", "N/A"),
    ("Global (CDN), Ireland", "Global (CDN)"),
    ("Ireland and other EU countries", "other EU countries"),
    ("Irelnd, Germany", "Irelnd"),
    ("Bosnia, Ireland", "Bosnia"),
    ("France (Germany)", "France (Germany)"),
    ("Ireland (Frankfurt)", "Ireland (Frankfurt)"),
    ("USA (Oregon, Dublin)", "USA (Oregon, Dublin)"),
    ("Ireland (excluding backup)", "Ireland (excluding backup)"),
    ("Ireland (Optional)", "Ireland (Optional)"),
    ("Ireland (backup), Germany", "Ireland (backup)"),
    ("AWS Ireland, Germany", "AWS Ireland"),
    ("see our site, Ireland", "see our site"),
    ("USA only", "USA only"),
    ("Dublin/Ireland", "Dublin/Ireland"),
    ("us", "us"),
]


@pytest.mark.parametrize(("cell", "word"), REFUSED)
def test_what_names_no_country_is_refused_by_its_word(cell, word):
    with pytest.raises(UnknownPlace, match=r"names no country: name each country where data goes\.") as refused:
        codes(cell)

    assert str(refused.value).startswith(f"“{word}”")


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("Ireland or India (as selected by customer)", [("IE", "processing", True), ("IN", "processing", True)]),
        ("Ireland (customer's choice)", [("IE", "processing", True)]),
        ("Ireland (customer selected); India", [("IE", "processing", True), ("IN", "processing", False)]),
        ("Ireland as chosen by the customer", [("IE", "processing", True)]),
        ("Support: India; Ireland", [("IN", "support", False), ("IE", "processing", False)]),
        ("Storage: Frankfurt, Germany\nSupport: India", [("DE", "storage", False), ("IN", "support", False)]),
        ("Germany (data storage)", [("DE", "storage", False)]),
    ],
)
def test_choice_and_kind_are_read_in_other_words(cell, wanted):
    assert [tuple(place) for place in read_places(cell, CODES)] == wanted


WORDS = st.sampled_from(
    ["Ireland", "USA", "CA", "Georgia", "Dublin", "EU", "(", ")", ",", " and ", "/", ";", "\n", " - ", ":"]
)


@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_any_mixture_of_words_and_marks_is_read_or_refused(cell):
    try:
        read = read_places(cell, CODES)
    except UnknownPlace:
        return

    assert {place.code for place in read} <= {"IE", "US", "CA", "GE"}
    assert {place.kind for place in read} <= {LocationKind.PROCESSING}


@given(st.lists(st.sampled_from(sorted(set(NAMES) - {"BQ", "SH"})), min_size=1, max_size=6, unique=True), st.data())
def test_countries_are_read_whatever_stands_between_their_words(some, data):
    between = st.sampled_from([", ", "; ", "\n", "<br>", ",</br>", " ;\t", ",\u00a0\n"])
    cell = "".join(NAMES[code] + data.draw(between) for code in some)

    assert {place.code for place in read_places(cell, CODES)} == set(some)


def test_hostile_cells_are_read_in_no_time():
    for cell in ("(" * 50_000, "x," * 20_000, "x\n" * 20_000, "a (b) " * 10_000, ", ".join(["Athlone"] * 20_000)):
        with pytest.raises(UnknownPlace):
            read_places(cell, CODES)
