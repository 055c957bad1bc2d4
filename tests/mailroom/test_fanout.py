"""One text to many is the same letters, byte for byte, as one by one; each has its own key, and none can stop another."""

import dataclasses
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.casework.registers import LetterKind
from apps.mailroom import composing, services
from apps.mailroom.composing import LANGUAGES, NotALetter, clean_address, compose, content_of, kinds, one_line, parse
from apps.mailroom.fanout import SET, Recipient
from apps.mailroom.models import Delivery, Letter, Mould
from apps.mailroom.moulds import Marks, Person, address_of, pattern_of, to_header, values_of
from apps.mailroom.sending import drain
from apps.trail.acts import act
from apps.trail.choices import Verdict
from apps.trail.errors import KeyringUnusable
from apps.trail.models import Act, ObjectKey
from apps.trail.sealing import seal_all
from apps.trail.verification import verify
from tests.builders import BUILDER, a_brand
from tests.shared_data import hostile_strings

KIND = "subprocessors/evidence_due"
SITE = "http://127.0.0.1:8000"


def shared(*own: str) -> dict:
    return {name: value for name, value in kinds()[KIND].example.items() if name not in own}


def queue(recipients, **values):
    return services.queue_letters(KIND, recipients, **({"context": shared("address"), "by": BUILDER} | values))


def person(number: int, **values) -> Recipient:
    given = {"address": f"p{number}@example.org", "fills": {"address": f"{SITE}/{number}?a=1&b=2"}}
    return Recipient(**(given | values))


# --- The same bytes ---

texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=200)
fitting = texts.map(str.strip).filter(bool)


def drafted(language, to, unsubscribe, context):
    head = services.letterhead(None, unsubscribe=unsubscribe)
    return services._draft(KIND, to=to, name="", head=head, language=language, context=context)


@pytest.mark.django_db
@settings(max_examples=150, deadline=None)
@given(party=fitting, link=fitting, name=fitting, language=st.sampled_from(sorted(LANGUAGES)), path=st.integers())
def test_a_mould_filled_is_byte_for_byte_what_is_composed_of_the_same_values(party, link, name, language, path):
    marks = Marks(["party", "address", "unsubscribe"], SITE)
    context, unsubscribe = kinds()[KIND].example, f"{SITE}/u/{path}?x=1&y=2"
    own = {"address": link, "party": party}
    name = one_line(name[:200], 200)
    # The subject of this kind names the party, so that the kind is given one that does not.
    kind = dataclasses.replace(kinds()[KIND], subject="Due")

    def draft(to, unsubscribe, values):
        head = services.letterhead(None, unsubscribe=unsubscribe)
        subject, text, html = composing.render(kind, {**context, **values}, language=language, head=head)
        whole = drafted(language, to, unsubscribe, context)
        return dataclasses.replace(whole, subject=subject, text=text, html=html)

    shape = draft(f"{marks.word}@example.org", marks.of["unsubscribe"], {one: marks.of[one] for one in own})
    pattern = pattern_of(shape, marks)
    whole = dataclasses.replace(draft("ada@example.org", unsubscribe, own), to_name=name, date=shape.date)

    to = to_header(shape, address="ada@example.org", name=name)
    values = values_of({**own, "unsubscribe": unsubscribe}, marks.names)
    assert pattern.filled(Person(to, whole.message_id, values)) == compose(whole)
    assert type(pattern).from_json(pattern.to_json()) == pattern


local = st.from_regex(r"\A[A-Za-z0-9_+.-]{1,64}\Z")
domain = st.from_regex(r"\A([A-Za-z0-9-]{1,20}\.){1,4}[A-Za-z]{2,20}\Z")


@settings(max_examples=300, deadline=None)
@given(local=local, domain=domain)
def test_an_address_that_is_taken_as_simple_is_the_one_that_is_worked_out(local, domain):
    address = f"{local}@{domain}"

    def outcome(work):
        try:
            return work(address)
        except NotALetter:
            return None

    assert outcome(address_of) == outcome(clean_address)


def a_draft():
    return drafted("en", "z@example.org", "", kinds()[KIND].example)


@pytest.mark.django_db
@settings(max_examples=150, deadline=None)
@given(name=st.one_of(fitting, st.from_regex(r"\A[A-Za-z ]{0,70}\Z")), local=st.from_regex(r"\A[a-z]{1,40}\Z"))
def test_the_recipient_of_a_fan_out_stands_in_the_header_as_in_a_letter_alone(name, local):
    draft, name = a_draft(), one_line(name[:200], 200)
    whole = compose(dataclasses.replace(draft, to_address=f"{local}@example.org", to_name=name)).decode()

    assert f"\r\n{to_header(draft, address=f'{local}@example.org', name=name)}" in whole


@pytest.mark.django_db
def test_hostile_names_and_values_come_back_exactly_or_are_refused():
    strings = hostile_strings()
    people = [person(n, name=text, fills={"address": text}) for n, text in enumerate(strings)]

    queued = queue([person(0), *people])

    letters = Letter.objects.in_bulk(queued.letters)
    wrong = []
    for place, text in enumerate(strings, 1):
        if (pk := queued.letters[place]) is None:
            assert place in queued.refused
            continue
        message = parse(services.sealed_bytes(letters[pk]))
        [to] = message["To"].addresses
        said = content_of(message.as_bytes(policy=composing.WIRE)).text
        if to.addr_spec != f"p{place - 1}@example.org" or to.display_name not in {letters[pk].to_name, ""}:
            wrong.append(text)
        if text not in said or message["Bcc"]:
            wrong.append(text)
    assert wrong == []
    assert len(queued.letters) - len(queued.refused) > 500


# --- What is written ---


@pytest.mark.django_db
def test_letters_of_a_fan_out_are_letters_like_any_other():
    brand = a_brand("globex", privacy_email="privacy@globex.example")
    people = [person(1, name="Ada Lovelace"), person(2, language="nl", unsubscribe=f"{SITE}/stop/2")]

    queued = queue(people, brand=brand, about=brand)

    first, second = (Letter.objects.get(pk=pk) for pk in queued.letters)
    assert (first.to_address, first.to_name, first.status, first.about) == (
        *("p1@example.org", "Ada Lovelace", "queued", f"organisation.brand:{brand.pk}"),
    )
    assert ([first.is_bulk, second.is_bulk], [first.language, second.language]) == ([False, True], ["en", "nl"])
    wire = services.open_message(second, by=BUILDER)
    assert hashlib.sha256(wire).hexdigest() == second.sha256 == second.deliveries.get().sha256
    assert f"\r\nList-Unsubscribe: <{SITE}/stop/2>\r\n".encode() in wire
    assert f"{SITE}/2?a=1&b=2" in content_of(wire).text
    assert "?a=1&amp;b=2" in content_of(wire).html


@pytest.mark.django_db
def test_what_is_sealed_of_a_letter_or_a_mould_shows_nothing():
    queued = queue([person(1, name="Ada")])

    [letter], [mould] = Letter.objects.filter(pk__in=queued.letters), Mould.objects.all()
    assert b"8000" not in bytes(letter.sealed) + bytes(mould.sealed)
    assert b"Subject" not in bytes(mould.sealed)


@pytest.mark.django_db
def test_a_fan_out_is_one_act_that_counts_its_letters_and_a_mould_for_each_language():
    people = [person(number, language=["en", "nl"][number % 2]) for number in range(SET + 5)]
    acts = Act.objects.count()

    queued = queue(people, about="publications.announcement:7")

    told = Act.objects.first()
    assert Act.objects.count() == acts + 1
    assert (told.kind, told.about, told.stated["count"]) == (
        *("mailroom.letters_queued", "publications.announcement:7", SET + 5),
    )
    assert Mould.objects.count() == 2
    assert Letter.objects.count() == len(set(queued.letters)) == Delivery.objects.filter(event="queued").count()
    assert list(Letter.objects.in_bulk(queued.letters)[queued.letters[-1]].to_address) == list(people[-1].address)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "bad",
    [
        {"address": "nobody"},
        {"name": "Ada\r\nBcc: eve@example.org"},
        {"fills": {"address": "x\r\n.\r\n"}},
        {"fills": {"address": ""}},
        {"fills": {"address": " x"}},
        {"unsubscribe": "https://elsewhere.example/"},
    ],
    ids=str,
)
@pytest.mark.parametrize("place", [0, 1])
def test_who_cannot_be_written_to_is_named_and_stops_nobody(bad, place):
    people = [person(1), person(2)]
    people.insert(place, person(3, **bad))

    queued = queue(people)

    assert (list(queued.refused), queued.letters[place]) == ([place], None)
    assert sorted(Letter.objects.values_list("to_address", flat=True)) == ["p1@example.org", "p2@example.org"]


@pytest.mark.django_db
@pytest.mark.parametrize("fills", [{}, {"address": "x", "more": "y"}])
def test_a_recipient_with_other_values_than_the_text_has_is_an_error_of_the_code(fills):
    with pytest.raises(ValueError, match="is given address"):
        queue([person(1, fills=fills)])


@pytest.mark.django_db
def test_a_subject_that_names_a_value_of_one_person_is_refused():
    with pytest.raises(NotALetter, match="one subject"):
        queue([person(1, fills={"party": "Acme"})], context=shared("party"))


@pytest.fixture
def made_up(tmp_path, settings, monkeypatch):
    """Makes a kind of letter of this text."""
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    composing._templates.cache_clear()

    def make(text: str) -> str:
        folder = tmp_path / "made" / "letters"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "up.txt").write_text(text)
        (folder / "up.html").write_text("<p>Fine</p>")
        kind = LetterKind(name="made/up", label="Made up", subject="Hello", example={"name": "Ada"})
        monkeypatch.setitem(kinds(), "made/up", kind)
        return kind.name

    yield make
    composing._templates.cache_clear()


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["{{ name|upper }}", "{{ name|length }}", "{{ name|truncatechars:5 }}"])
def test_a_template_that_does_more_with_a_value_of_one_person_than_to_show_it_is_refused(text, made_up):
    kind = made_up(text)

    with pytest.raises(ValueError, match="does more"):
        services.queue_letters(kind, [Recipient("a@example.org", fills={"name": "Ada L"})], context={}, by=BUILDER)


# --- All or nothing, kept or erased ---


@pytest.mark.django_db
def test_a_fan_out_whose_act_fails_was_never_written():
    def recipients():
        yield from (person(number) for number in range(SET + 1))
        raise RuntimeError

    with pytest.raises(RuntimeError), act("organisation.brand_changed", by=BUILDER):
        queue(recipients())

    assert not any(model.objects.exists() for model in (Letter, Delivery, Mould))
    assert not ObjectKey.objects.filter(model__startswith="mailroom").exists()


@pytest.mark.django_db(transaction=True)
def test_a_letter_of_a_fan_out_is_erased_alone_and_the_trail_verifies():
    queued = queue([person(1), person(2)])
    drain()
    first, second = (Letter.objects.get(pk=pk) for pk in queued.letters)
    services.erase_letter(first, ground="GDPR art. 17(1)(b)", by=BUILDER)
    seal_all()

    with pytest.raises(KeyringUnusable):
        services.sealed_bytes(Letter.objects.get(pk=first.pk))
    assert b"To: p2@example.org" in services.sealed_bytes(second)
    assert (verify().verdict, verify().findings) == (Verdict.INTACT, [])
