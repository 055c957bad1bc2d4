"""Countries, adequacy decisions and authorities. What is uncertain is read strictly, and its note says so."""

import datetime
from typing import Any, NamedTuple

from django.utils import translation
from django_countries import countries

from ..models import AdequacyDecision, Country, SupervisoryAuthority
from ..services import Counts, Seeded, make_missing

EU = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU"),
    *("LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
)
EEA = (*EU, "IS", "LI", "NO")

#: Territories of member states with an ISO code of their own.
TERRITORIES = ("AX", "GF", "GP", "MF", "MQ", "RE", "YT")
TERRITORY_NOTE = (
    "Belongs to a member state of the European Union and has a code of its own. Read strictly it counts as outside the "
    "European Economic Area here: confirm with counsel whether the GDPR applies in it."
)

NUMBERED = "As numbered, in the Official Journal of the European Union"
ADOPTION_ONLY = (
    "Number and date are to be checked against the Official Journal. Taken as in force from its adoption, as no other "
    "date is at hand: confirm with counsel before relying on it for its first months."
)


class Decision(NamedTuple):
    """A row of the table below: days as ISO 8601, the last day included, None where no end is set."""

    code: str
    number: str
    adopted_on: str | None
    valid_from: str
    valid_until: str | None = None
    scope: str = ""
    needs_certification: bool = False
    source: str = NUMBERED
    note: str = ADOPTION_ONLY


LIMITED = "As limited in the decision itself"
DPF = "Entities certified under the EU-US Data Privacy Framework; data of employees is certified apart"

DECISIONS = (
    Decision("CH", "2000/518/EC", "2000-07-26", "2000-07-26"),
    Decision("CA", "2002/2/EC", "2001-12-20", "2001-12-20", scope="Commercial organisations only"),
    Decision("AR", "2003/490/EC", "2003-06-30", "2003-06-30"),
    Decision("GG", "2003/821/EC", "2003-11-21", "2003-11-21"),
    Decision("IM", "2004/411/EC", "2004-04-28", "2004-04-28"),
    Decision("JE", "2008/393/EC", "2008-05-08", "2008-05-08"),
    Decision("FO", "2010/146/EU", "2010-03-05", "2010-03-05"),
    Decision("AD", "2010/625/EU", "2010-10-19", "2010-10-19"),
    Decision("IL", "2011/61/EU", "2011-01-31", "2011-01-31"),
    Decision("UY", "2012/484/EU", "2012-08-21", "2012-08-21"),
    Decision("NZ", "2013/65/EU", "2012-12-19", "2012-12-19"),
    Decision("JP", "(EU) 2019/419", "2019-01-23", "2019-01-23", scope=LIMITED),
    Decision("KR", "(EU) 2022/254", "2021-12-17", "2021-12-17", scope=LIMITED),
    Decision("GB", "(EU) 2021/1772", "2021-06-28", "2021-06-28", "2025-06-27", note="Its first term."),
    Decision(
        "GB",
        "(EU) 2021/1772, extended",
        None,
        "2025-06-28",
        "2025-12-27",
        source="European Commission; ITPro; DPO Centre",
        note="Extended to this day. The number and the day of the extending act are to be filled in.",
    ),
    Decision(
        "GB",
        "(EU) 2021/1772, renewed",
        "2025-12-19",
        "2025-12-28",
        "2031-12-27",
        source="European Commission; ITPro; DPO Centre",
        note="Renewed on 19 December 2025. Taken as beginning on the day after the extension. The number of the "
        "renewing act is to be filled in.",
    ),
    Decision(
        "BR",
        "",
        "2026-01-26",
        "2026-01-27",
        scope="Public and private sector",
        source="Announced by the European Commission",
        note="Sources differ: adopted on 26 January and announced on 27 January 2026. Read strictly it begins on the "
        "later day: confirm the day it takes effect, and its number, in the Official Journal. A review is said to "
        "follow after four years.",
    ),
    Decision(
        "US",
        "2000/520/EC",
        "2000-07-26",
        "2000-07-26",
        "2015-10-06",
        scope="Entities certified under Safe Harbour",
        needs_certification=True,
        note="Invalid by the judgment C-362/14 of the day it ends on here: do not rely on it for that day. Kept for "
        "past days. Its number and first day are to be checked against the Official Journal.",
    ),
    Decision(
        "US",
        "(EU) 2016/1250",
        "2016-07-12",
        "2016-07-12",
        "2020-07-16",
        scope="Entities certified under the EU-US Privacy Shield",
        needs_certification=True,
        note="Invalid by the judgment C-311/18 of the day it ends on here: do not rely on it for that day. Kept for "
        "past days. Entities could be certified from 1 August 2016. Its number and first day are to be checked against "
        "the Official Journal.",
    ),
    Decision(
        "US",
        "(EU) 2023/1795",
        "2023-07-10",
        "2023-07-10",
        scope=DPF,
        needs_certification=True,
        note="An action against it was dismissed on 3 September 2025 (T-553/23); the appeal C-703/25 P was lodged on "
        "31 October 2025 (OJ C/2025/6610). Look after the certificate of each recipient.",
    ),
)

EPO = {
    "international_organisation": "European Patent Organisation",
    "adopted_on": datetime.date(2025, 7, 15),
    "valid_from": datetime.date(2025, 7, 15),
    "source": "Global Policy Watch; European Patent Office",
    "note": "The first international organisation. Its number is to be filled in.",
}

#: By country: name and website. A website is left out where it is not certain.
AUTHORITIES = (
    ("AT", "Österreichische Datenschutzbehörde", "https://www.dsb.gv.at"),
    (
        "BE",
        "Gegevensbeschermingsautoriteit / Autorité de protection des données",
        "https://www.dataprotectionauthority.be",
    ),
    ("BG", "Commission for Personal Data Protection", "https://www.cpdp.bg"),
    ("CY", "Office of the Commissioner for Personal Data Protection", "https://www.dataprotection.gov.cy"),
    ("CZ", "Úřad pro ochranu osobních údajů", "https://uoou.gov.cz"),
    ("DE", "Die Bundesbeauftragte für den Datenschutz und die Informationsfreiheit", "https://www.bfdi.bund.de"),
    ("DK", "Datatilsynet", "https://www.datatilsynet.dk"),
    ("EE", "Andmekaitse Inspektsioon", "https://www.aki.ee"),
    ("ES", "Agencia Española de Protección de Datos", "https://www.aepd.es"),
    ("FI", "Tietosuojavaltuutetun toimisto", "https://tietosuoja.fi"),
    ("FR", "Commission nationale de l'informatique et des libertés", "https://www.cnil.fr"),
    ("GR", "Hellenic Data Protection Authority", "https://www.dpa.gr"),
    ("HR", "Agencija za zaštitu osobnih podataka", "https://azop.hr"),
    ("HU", "Nemzeti Adatvédelmi és Információszabadság Hatóság", "https://www.naih.hu"),
    ("IE", "Data Protection Commission", "https://www.dataprotection.ie"),
    ("IS", "Persónuvernd", "https://www.personuvernd.is"),
    ("IT", "Garante per la protezione dei dati personali", "https://www.garanteprivacy.it"),
    ("LI", "Datenschutzstelle Fürstentum Liechtenstein", "https://www.datenschutzstelle.li"),
    ("LT", "Valstybinė duomenų apsaugos inspekcija", "https://vdai.lrv.lt"),
    ("LU", "Commission nationale pour la protection des données", "https://cnpd.public.lu"),
    ("LV", "Datu valsts inspekcija", "https://www.dvi.gov.lv"),
    ("MT", "Office of the Information and Data Protection Commissioner", "https://idpc.org.mt"),
    ("NL", "Autoriteit Persoonsgegevens", "https://autoriteitpersoonsgegevens.nl"),
    ("NO", "Datatilsynet", "https://www.datatilsynet.no"),
    ("PL", "Urząd Ochrony Danych Osobowych", "https://uodo.gov.pl"),
    ("PT", "Comissão Nacional de Proteção de Dados", "https://www.cnpd.pt"),
    (
        "RO",
        "Autoritatea Națională de Supraveghere a Prelucrării Datelor cu Caracter Personal",
        "https://www.dataprotection.ro",
    ),
    ("SE", "Integritetsskyddsmyndigheten", "https://www.imy.se"),
    ("SI", "Informacijski pooblaščenec", "https://www.ip-rs.si"),
    ("SK", "Úrad na ochranu osobných údajov Slovenskej republiky", "https://dataprotection.gov.sk"),
    ("AU", "Office of the Australian Information Commissioner", "https://www.oaic.gov.au"),
    ("CN", "Cyberspace Administration of China", "https://www.cac.gov.cn"),
    ("CO", "Superintendencia de Industria y Comercio", "https://www.sic.gov.co"),
    ("GB", "Information Commissioner's Office", "https://ico.org.uk"),
    ("SG", "Personal Data Protection Commission", "https://www.pdpc.gov.sg"),
    ("US", "Federal Trade Commission", "https://www.ftc.gov"),
    ("US", "California Privacy Protection Agency", "https://cppa.ca.gov"),
)

AUTHORITY_NOTES = {
    "DE": "Private companies answer to the authority of their Land, providers of telecommunications to this one: "
    "confirm with counsel which one an office has.",
    "CN": "Coordinates; other departments supervise within their field. Confirm with counsel.",
    "GB": "To be succeeded by the Information Commission under the Data (Use and Access) Act 2025: confirm the name.",
    "US": "The United States have no general supervisory authority: which one an office has depends on its state. "
    "Confirm with counsel.",
}


def seed_places(*, by: Any) -> Counts:
    """Countries with EEA and EU, adequacy decisions, and the authorities of the EEA and of countries with an office."""
    places = _seed_countries()
    decisions = _seed_decisions(places.records)
    rows = [
        {"country": places.records[code], "name": name, "website": website, "note": AUTHORITY_NOTES.get(code, "")}
        for code, name, website in AUTHORITIES
    ]
    authorities = make_missing(SupervisoryAuthority, key=("country", "name"), rows=rows)
    return {
        "organisation.country": places.counts,
        "organisation.adequacydecision": decisions.counts,
        "organisation.supervisoryauthority": authorities.counts,
    }


def _seed_countries() -> Seeded:
    with translation.override("en"):
        names = [(code, str(name)) for code, name in countries]
    rows = [
        {
            "code": code,
            "name": name,
            "is_eea": code in EEA,
            "is_eu": code in EU,
            "note": TERRITORY_NOTE if code in TERRITORIES else "",
        }
        for code, name in names
    ]
    return make_missing(Country, key=("code",), rows=rows)


def _seed_decisions(places: dict[str, Country]) -> Seeded:
    rows: list[dict[str, Any]] = [EPO]
    for decision in DECISIONS:
        row: dict[str, Any] = decision._asdict()
        row["country"] = places[row.pop("code")]
        for name in ("adopted_on", "valid_from", "valid_until"):
            row[name] = row[name] and datetime.date.fromisoformat(row[name])
        rows.append(row)
    return make_missing(
        AdequacyDecision, key=("country", "international_organisation", "number", "valid_from"), rows=rows
    )
