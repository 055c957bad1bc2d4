"""The words for places on published lists: countries in other words, states, cities, and what is no country at all."""

#: Names of countries as lists write them, beside the official ones. Abbreviations count in capitals only, unless they
#: stand here in lower case too, being no words of the language.
COUNTRY_WORDS = {
    **dict.fromkeys(["USA", "U.S", "U.S.A", "usa", "u.s.a", "united states", "united states of america"], "US"),
    **dict.fromkeys(["UK", "U.K", "uk", "u.k", "great britain", "britain", "united kingdom", "england"], "GB"),
    **dict.fromkeys(["scotland", "wales", "northern ireland", "england and wales"], "GB"),
    "united kingdom of great britain and northern ireland": "GB",
    **dict.fromkeys(["republic of ireland", "ireland, republic of", "eire"], "IE"),
    **dict.fromkeys(["the netherlands", "holland", "netherlands, the", "nederland"], "NL"),
    **dict.fromkeys(["south korea", "korea", "republic of korea", "korea, republic of", "korea, south", "ROK"], "KR"),
    **dict.fromkeys(["taiwan", "taiwan, province of china", "taiwan, roc", "republic of china"], "TW"),
    **dict.fromkeys(["china", "mainland china", "people's republic of china", "PRC", "china, mainland"], "CN"),
    **dict.fromkeys(["vietnam", "viet nam"], "VN"),
    **dict.fromkeys(["russia", "russian federation"], "RU"),
    **dict.fromkeys(["UAE", "U.A.E", "uae", "united arab emirates"], "AE"),
    **dict.fromkeys(["czech republic", "czechia"], "CZ"),
    **dict.fromkeys(
        ["hong kong", "hong kong sar", "hong kong sar, china", "hong kong s.a.r", "hong kong sar china"], "HK"
    ),
    **dict.fromkeys(["macau", "macao", "macau sar", "macao sar"], "MO"),
    **dict.fromkeys(["turkey", "türkiye", "turkiye"], "TR"),
    **dict.fromkeys(["ivory coast", "côte d'ivoire", "cote d'ivoire"], "CI"),
    **dict.fromkeys(["macedonia", "north macedonia"], "MK"),
    **dict.fromkeys(["moldova", "moldova, republic of"], "MD"),
    **dict.fromkeys(["bolivia", "bolivia, plurinational state of"], "BO"),
    **dict.fromkeys(["tanzania", "tanzania, united republic of", "united republic of tanzania"], "TZ"),
    **dict.fromkeys(["iran", "iran, islamic republic of"], "IR"),
    **dict.fromkeys(["venezuela", "venezuela, bolivarian republic of"], "VE"),
    **dict.fromkeys(["cape verde", "cabo verde"], "CV"),
    **dict.fromkeys(["KSA", "kingdom of saudi arabia", "saudi arabia"], "SA"),
    **dict.fromkeys(["swiss confederation", "suisse", "schweiz"], "CH"),
    **dict.fromkeys(["deutschland", "federal republic of germany"], "DE"),
    **dict.fromkeys(["brasil", "federative republic of brazil"], "BR"),
    **dict.fromkeys(["slovak republic"], "SK"),
    **dict.fromkeys(["laos"], "LA"),
    **dict.fromkeys(["brunei"], "BN"),
    **dict.fromkeys(["syria"], "SY"),
    **dict.fromkeys(["palestine"], "PS"),
    **dict.fromkeys(["vatican", "vatican city"], "VA"),
    **dict.fromkeys(["burma"], "MM"),
    **dict.fromkeys(["swaziland"], "SZ"),
    **dict.fromkeys(["east timor"], "TL"),
}

_US_STATES = """AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|
FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|
MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|
NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|
OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|
VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming|DC District of Columbia"""
_PROVINCES = """AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NS Nova Scotia|
NT Northwest Territories|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon"""
_AUSTRALIAN = """NSW New South Wales|VIC Victoria|QLD Queensland|SA South Australia|WA Western Australia|TAS Tasmania|
ACT Australian Capital Territory|NT Northern Territory"""
_INDIAN = """KA Karnataka|MH Maharashtra|TN Tamil Nadu|TS Telangana|TG Telangana|DL Delhi|HR Haryana|UP Uttar Pradesh|
GJ Gujarat|WB West Bengal|KL Kerala|AP Andhra Pradesh|RJ Rajasthan"""
_GERMAN = """BE Berlin|BY Bavaria|HE Hesse|HH Hamburg|NW North Rhine-Westphalia|BW Baden-Württemberg|SN Saxony|
BB Brandenburg|NI Lower Saxony"""


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(code, name) for code, name in (one.strip().split(" ", 1) for one in text.replace("\n", "").split("|"))]


_STATES = {"US": _US_STATES, "CA": _PROVINCES, "AU": _AUSTRALIAN, "IN": _INDIAN, "DE": _GERMAN}
#: The abbreviations of states, by country; several of them are also the codes of countries.
STATE_CODES = {country: {code for code, _name in _pairs(text)} for country, text in _STATES.items()}

#: The names of states in lower case, by country.
STATE_NAMES = {country: {name.lower() for _code, name in _pairs(text)} for country, text in _STATES.items()}

_CITIES = {
    "US": "san francisco|new york city|nyc|los angeles|seattle|chicago|boston|austin|dallas|ashburn|portland|palo alto|"
    "mountain view|san jose|redmond|atlanta|denver|northern virginia|n. virginia|n virginia|northern california|"
    "n. california|washington dc|washington d.c|council bluffs|the dalles|columbus|phoenix|salt lake city|miami|las vegas",
    "GB": "london|manchester|edinburgh|cardiff|slough|cambridge|oxford|belfast",
    "IE": "dublin|cork|galway",
    "NL": "amsterdam|rotterdam|eemshaven|utrecht|the hague|eindhoven|middenmeer",
    "DE": "frankfurt|frankfurt am main|munich|düsseldorf|cologne|falkenstein|nuremberg|karlsruhe|stuttgart",
    "FR": "paris|marseille|lyon|roubaix|gravelines|strasbourg|lille",
    "CH": "zurich|zürich|geneva|basel|lausanne|zug|bern",
    "BE": "brussels|st. ghislain|saint-ghislain|ghent|antwerp",
    "SE": "stockholm|gothenburg|malmö",
    "FI": "helsinki|hamina|espoo",
    "DK": "copenhagen|aarhus",
    "NO": "oslo|bergen",
    "ES": "madrid|barcelona|valencia",
    "PT": "lisbon|porto",
    "IT": "milan|rome|turin",
    "AT": "vienna",
    "PL": "warsaw|krakow|kraków|wroclaw|wrocław",
    "CZ": "prague|brno",
    "HU": "budapest",
    "RO": "bucharest|cluj-napoca",
    "BG": "sofia",
    "GR": "athens",
    "LT": "vilnius|kaunas",
    "LV": "riga",
    "EE": "tallinn",
    "UA": "kyiv|kiev|lviv",
    "TR": "istanbul|ankara",
    "IL": "tel aviv|haifa",
    "AE": "dubai|abu dhabi",
    "IN": "mumbai|bangalore|bengaluru|hyderabad|chennai|pune|new delhi|delhi|gurgaon|gurugram|noida|kolkata",
    "JP": "tokyo|osaka",
    "KR": "seoul|busan",
    "CN": "beijing|shanghai|shenzhen",
    "TW": "taipei",
    "AU": "sydney|melbourne|brisbane|perth|adelaide|canberra",
    "NZ": "auckland|wellington",
    "BR": "são paulo|sao paulo|rio de janeiro|brasília",
    "MX": "mexico city|guadalajara|monterrey|querétaro",
    "CL": "santiago",
    "CO": "bogotá|bogota|medellín",
    "AR": "buenos aires",
    "CA": "toronto|montreal|montréal|vancouver|ottawa|calgary",
    "ZA": "cape town|johannesburg",
    "EG": "cairo",
    "KE": "nairobi",
    "NG": "lagos",
    "PH": "manila|cebu|makati",
    "MY": "kuala lumpur",
    "ID": "jakarta",
    "TH": "bangkok",
    "VN": "hanoi|ho chi minh city",
}


def _inside() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    named = [(name.lower(), country) for country, text in _STATES.items() for _code, name in _pairs(text)]
    for name, country in [*named, *((city, country) for country, text in _CITIES.items() for city in text.split("|"))]:
        found.setdefault(name, set()).add(country)
    return found


#: States and well-known cities in lower case, and the countries that have one of that name. A city that is not here
#: still counts as one when its country follows it.
INSIDE = _inside()

_NO_PLACE = """global globally worldwide world international multiple various several other others any anywhere all etc
more countries country regions locations location remote customer customers depending including excluding except or not
no none unknown varies tbd see edge network available of"""
_REGIONS = """eu eea europe european union economic emea apac asia pacific latam americas america africa nordics
benelux dach oceania"""
#: A word with one of these is no place, whatever else it says.
NO_PLACE = set(_NO_PLACE.split())
#: A word with one of these is larger than a country; it may stand beside the country that it has within it.
REGIONS = set(_REGIONS.split())
