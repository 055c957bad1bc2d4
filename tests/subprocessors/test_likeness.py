"""Two names are one company's, alike, or two companies'; generic words and legal forms never make them alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.subprocessors.reading.likeness import (
    are_siblings,
    host_of,
    is_generic,
    is_same_company,
    is_similar_company,
    key_of,
    likeness,
    name_of,
)

SAME = [
    ("Microsoft Azure", "Azure (Microsoft)"),
    ("GCP", "Google Cloud Platform"),
    ("Google Cloud Platform (GCP)", "GCP"),
    ("Amazon Web Services (AWS)", "Amazon Web Services, Inc."),
    ("Acme", "Acme Inc."),
    ("Acme Inc", "Acme, LLC"),
    ("Acme Co", "Acme Inc"),
    ("Acme B.V.", "Acme BV"),
    ("NexMo (aka Vonage)", "Vonage"),
    ("NexMo (aka Vonage)", "Nexmo"),
    ("Facebook", "Meta Platforms (formerly Facebook)"),
    ("X Corp (formerly Twitter)", "Twitter, Inc."),
    ("Meta, formerly known as Facebook", "Facebook Inc"),
    ("Initech d/b/a Globex", "Globex"),
    ("SendGrid", "Send Grid"),
    ("Npm, Inc.", "npm"),
    ("Slack Technologies", "Slack"),
    ("Atlassian Pty Ltd", "Atlassian"),
    ("Société Générale", "Societe Generale S.A."),
]
ALIKE = [
    ("Microsoft", "Azure (Microsoft)"),
    ("Cloudfare", "Cloudflare"),
    ("Amazon", "Amazon Web Services"),
    ("Twilio", "Twilio SendGrid"),
    ("Google Cloud", "Google Workspace"),
]
SIBLINGS = [
    ("GitHub BV", "GitHub Canada ULC"),
    ("GitHub BV", "GitHub, Inc."),
    ("GitHub India Pty Ltd", "GitHub Australia Pty Ltd"),
    ("Amazon Web Services EMEA SARL", "Amazon Payments"),
    ("Stripe Payments Europe Ltd", "Stripe Inc"),
    ("Anthropic Ireland Ltd.", "Anthropic PBC"),
    ("Acme Ltd", "Acme GmbH"),
    ("Acme", "Acme Ireland"),
]
OTHERS = [
    ("Google Cloud", "Oracle Cloud"),
    ("Alpha Cloud Services Platform Inc", "Omega Cloud Services Platform Inc"),
    ("Data Solutions", "Data Systems"),
    ("Zendesk", "Zapier"),
    ("Datadog", "Dataiku"),
    ("Cloud Services", "Cloud Platform"),
    ("ServiceNow", "Service Cloud"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_names_of_one_company_are_the_same(one, other):
    assert is_same_company(name_of(one), name_of(other))


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_a_name_that_says_less_or_is_misspelt_is_alike_and_not_the_same(one, other):
    one, other = name_of(one), name_of(other)

    assert (is_same_company(one, other), is_similar_company(one, other)) == (False, True)


@pytest.mark.parametrize(("one", "other"), SIBLINGS)
def test_companies_of_one_group_are_told_apart(one, other):
    one, other = name_of(one), name_of(other)

    assert (are_siblings(one, other), is_same_company(one, other), is_similar_company(one, other)) == (
        True,
        False,
        False,
    )


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_generic_words_make_no_names_alike(one, other):
    one, other = name_of(one), name_of(other)

    assert (are_siblings(one, other), is_same_company(one, other), is_similar_company(one, other)) == (
        False,
        False,
        False,
    )


WORDS = st.sampled_from(
    [
        "Acme",
        "Globex",
        "Cloud",
        "Services",
        "Inc",
        "Ltd",
        "GmbH",
        "BV",
        "Ireland",
        "EMEA",
        "(",
        ")",
        "aka",
        "formerly",
        "AWS",
    ]
)
COMPANIES = st.one_of(st.text(max_size=15), st.lists(WORDS, max_size=6).map(" ".join))


@given(COMPANIES, COMPANIES)
def test_likeness_is_the_same_both_ways(one, other):
    mine, theirs = name_of(one), name_of(other)

    assert is_same_company(mine, theirs) == is_same_company(theirs, mine)
    assert is_similar_company(mine, theirs) == is_similar_company(theirs, mine)
    assert are_siblings(mine, theirs) == are_siblings(theirs, mine)
    assert 0 <= likeness(one, other) == likeness(other, one) <= 1
    assert likeness(one, one) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hosting and  Mail", "hosting & mail"),
        ("a, b, and c", "A, B and C"),
        ("Acme, Inc.", "ACME Inc"),
        ("B.V.", "bv"),
        ("Acme’s", "Acme's"),
        ("Zoé", "Zoe\u0301"),
        ("a\u00a0b\u200b", "a b"),
    ],
)
def test_case_blanks_punctuation_and_the_word_and_are_noise(one, other):
    assert key_of(one) == key_of(other)


def test_a_name_of_generic_words_is_no_name():
    assert [
        text for text in ("Inc.", "Services, LLC", "Cloud Platform", "Acme Services", "Platform.sh") if is_generic(text)
    ] == [
        "Inc.",
        "Services, LLC",
        "Cloud Platform",
    ]


@pytest.mark.parametrize(
    ("website", "host"),
    [
        ("https://www.acme.example/legal", "acme.example"),
        ("acme.example", "acme.example"),
        ("HTTP://ACME.example:8080", "acme.example"),
        ("", ""),
        ("https://[", ""),
    ],
)
def test_the_host_of_a_website(website, host):
    assert host_of(website) == host
