"""From bytes to what a message says: whatever anybody sends, nothing is made up and nothing is lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.mailroom.reading_mail import lasting_content, read_mail, text_of_html
from tests.mailroom.mails import a_mail
from tests.shared_data import hostile_strings, shared


def test_a_message_says_who_wrote_to_whom_about_what():
    mail = read_mail(a_mail("Hello.\n", subject="Re: Fwd: My data", In_Reply_To="<two@mail.example>"))

    assert (mail.sender, mail.sender_name, mail.subject) == ("ada@example.org", "Ada Lovelace", "My data")
    assert (mail.message_id, mail.answers) == ("<one@mail.example>", ("<two@mail.example>",))
    assert (mail.addressed_to, mail.text, mail.files) == (("privacy@acme.example",), "Hello.", ())
    assert not mail.is_automatic


@pytest.mark.parametrize(
    ("name", "value", "is_automatic"),
    [
        ("Auto_Submitted", "auto-replied", True),
        ("Auto_Submitted", "no", False),
        ("Precedence", "bulk", True),
        ("Precedence", "list", False),
        ("X_Auto_Response_Suppress", "All", True),
        ("X_Auto_Response_Suppress", "None", False),
        ("X_Autoreply", "yes", True),
        ("Return_Path", "<>", True),
        ("Return_Path", "<ada@example.org>", False),
    ],
)
def test_what_a_machine_wrote_is_known_by_its_headers(name, value, is_automatic):
    assert read_mail(a_mail(**{name: value})).is_automatic is is_automatic


def test_of_a_choice_of_texts_the_plain_one_is_read():
    raw = (
        b'Content-Type: multipart/alternative; boundary="b"\n\n'
        b"--b\nContent-Type: text/html\n\n<p>Styled</p>\n--b\nContent-Type: text/plain\n\nPlain\n--b--\n"
    )

    assert read_mail(raw).text == "Plain"


def test_a_message_that_is_html_alone_is_read_as_text_and_runs_nothing():
    html = "<style>p {}</style><p>Send&nbsp;me</p><script>alert(1)</script><div>my <b>data</b></div>"

    assert text_of_html(html).split("\n") == ["Send\xa0me".replace("\xa0", " "), "", "my data"]


@pytest.mark.parametrize("charset", ["no-such-charset", "hex", "utf-8", "latin-1", '"', "unicode_escape\\"])
def test_an_unknown_charset_costs_no_words(charset):
    raw = f"Content-Type: text/plain; charset={charset}\n\nHello there".encode()

    assert "Hello there" in read_mail(raw).text


def test_a_message_within_a_message_is_kept_as_a_file():
    inner = a_mail("The inner one.", subject="Inner")
    raw = b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: message/rfc822\n\n' + inner + b"\n--b--\n"

    [file] = read_mail(raw).files

    assert file.name == "message.eml"
    assert b"The inner one." in file.content


@pytest.mark.parametrize(
    ("called", "name"),
    [("../../etc/passwd", "passwd"), ("C:\\temp\\a.pdf", "a.pdf"), ("a\r\nb.pdf", "a b.pdf"), ("", "file-1")],
)
def test_a_file_is_called_by_one_line_without_a_folder(called, name):
    raw = (
        b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: application/pdf; name="'
        + called.replace("\\", "\\\\").replace("\r\n", "\r\n ").encode()
        + b'"\nContent-Disposition: attachment\n\n%PDF\n--b--\n'
    )

    assert [file.name for file in read_mail(raw).files] == [name]


def test_no_header_that_was_folded_or_encoded_breaks_a_line():
    raw = b"Subject: =?utf-8?q?One=0D=0ABcc=3A_eve=40example=2Eorg?=\r\n =?utf-8?q?two?=\r\n\r\nText"

    assert read_mail(raw).subject == "One Bcc: eve@example.orgtwo"


@pytest.mark.parametrize("sender", ["", "nobody", "a@b@c", "<>", "Ada <ada@>", "ada@example.org\0"])
def test_a_sender_without_an_address_has_none(sender):
    mail = read_mail(f"From: {sender}\n\nText".encode())

    assert mail.sender == "" or mail.sender.count("@") >= 1
    assert "\0" not in mail.sender + mail.sender_name


def test_two_copies_of_a_message_have_all_in_common_but_what_they_got_on_their_way():
    sent = a_mail()
    first = b"Received: from a by b;\r\n today\r\nX-Spam: no\r\nDelivered-To: a@acme.example\r\n" + sent
    second = b"Return-Path: <ada@example.org>\n" + sent.replace(b"\n", b"\r\n")

    assert lasting_content(first) == lasting_content(second) == lasting_content(sent)
    assert lasting_content(sent) != lasting_content(sent.replace(b"copy", b"list"))
    assert lasting_content(sent) != lasting_content(sent.replace(b"My data", b"Your data"))


def test_hostile_words_come_through_every_header_and_the_text_as_words():
    for words in hostile_strings()[:300]:
        raw = b"Subject: " + words.encode() + b"\nFrom: " + words.encode() + b"\n\n" + words.encode()
        mail = read_mail(raw)
        said = mail.subject + mail.sender + mail.sender_name + mail.text
        assert "\0" not in said, words
        assert "\n" not in mail.subject + mail.sender + mail.sender_name, words
        assert said == said.encode("utf-8").decode("utf-8"), words


@settings(max_examples=60)
@given(raw=st.binary(max_size=2000))
def test_whatever_bytes_come_they_are_read_the_same_every_time(raw):
    first = read_mail(raw)

    assert read_mail(raw) == first
    assert "\0" not in first.text + first.subject + first.sender + first.message_id


def test_every_message_of_the_collection_is_read():
    for path in sorted(shared("mail").glob("*.eml")):
        mail = read_mail(path.read_bytes())
        assert mail.text or mail.files or mail.is_report, path.name
