import base64
from datetime import UTC, datetime

import pytest

from adapters.mail.decoding import header, text_of_html, unquoted
from adapters.mail.payloads import key_of, receipt_id
from adapters.mail.reading import read

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def raw(body: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join([b"From: Li <li@a.example>", *headers, b"", body])


@pytest.mark.parametrize(
    ("charset", "really", "text"),
    [
        ("gbk", "gbk", "空调不制冷"),
        ("gb2312", "gb18030", "朱镕基的空调㐀"),
        ("GB18030", "gb18030", "空调𠀀"),
        ("big5", "big5", "冷氣壞了"),
        ("no-such-charset", "utf-8", "空调不制冷"),
        ("us-ascii", "gbk", "空调不制冷了"),
    ],
)
def test_chinese_is_read_whatever_its_charset_is_called(
    charset: str, really: str, text: str
) -> None:
    typed = f"Content-Type: text/plain; charset={charset}".encode()
    subject = base64.b64encode(text.encode(really)).decode()
    mail = read(raw(text.encode(really), typed, f"Subject: =?{charset}?B?{subject}?=".encode()))
    assert (mail.text, mail.subject) == (text, text)


def test_a_header_that_was_never_encoded_is_read_all_the_same() -> None:
    mail = read(raw(b"x", b"Subject: " + "空调坏了".encode("gbk")))
    assert mail.subject == "空调坏了"


@pytest.mark.parametrize("broken", ["=?utf-8?B?%%%?=", "=?utf-8?B?YQ", "=?x?Q?=zz?="])
def test_a_broken_header_is_no_reason_to_lose_a_mail(broken: str) -> None:
    assert isinstance(header(broken), str)


def test_a_mail_in_html_alone_is_read_as_its_text() -> None:
    markup = "<head><title>x</title><style>p{}</style></head><p>空调&amp;<b>冰箱</b></p><p>坏了"
    typed = b"Content-Type: text/html; charset=utf-8"
    assert read(raw(markup.encode(), typed)).text == "空调&冰箱\n\n坏了"
    assert text_of_html("a<br>b") == "a\nb"


def test_files_are_named_and_never_by_a_folder() -> None:
    body = (
        b"--b\r\nContent-Type: text/plain\r\n\r\nbroken\r\n"
        b"--b\r\nContent-Type: image/png\r\n"
        b"Content-Disposition: attachment; filename*=utf-8''..%2F%E7%85%A7%E7%89%87.png\r\n"
        b"\r\nx\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: old\r\n\r\nsomebody else\r\n--b--"
    )
    mail = read(raw(body, b"Content-Type: multipart/mixed; boundary=b"))
    assert mail.text == "broken"
    assert [(x.name, x.body) for x in mail.files] == [("照片.png", b"x"), ("message/rfc822", b"")]


def test_what_mail_programs_add_by_themselves_is_nobodys_evidence() -> None:
    kinds = (b"application/pkcs7-signature", b"text/calendar", b"application/pgp-signature")
    parts = b"".join(b"--b\r\nContent-Type: " + kind + b"\r\n\r\nx\r\n" for kind in kinds)
    mail = read(raw(parts + b"--b--", b"Content-Type: multipart/mixed; boundary=b"))
    assert mail.files == ()


def test_of_a_mail_that_was_cut_off_only_the_last_file_is_not_whole() -> None:
    photo = b"--b\r\nContent-Type: image/png\r\n\r\nx\r\n"
    mail = read(raw(photo * 2, b"Content-Type: multipart/mixed; boundary=b"), cut=True)
    assert [x.whole for x in mail.files] == [True, False]
    assert mail.odd


@pytest.mark.parametrize(
    "message", [b"", b"\xff\xfe\x00", b"From: \r\n\r\n", b"Content-Type: multipart/x\r\n\r\nx"]
)
def test_no_bytes_are_too_broken_to_be_read(message: bytes) -> None:
    mail = read(message)
    assert mail.address == ""
    assert key_of(mail.message_id, message)


def test_an_answer_is_read_without_what_it_answers() -> None:
    assert unquoted("thanks\n\nOn Mon, Nov 23 at 10:00 Desk wrote:\n> hello") == "thanks"
    assert unquoted("好的\n------------------ 原始邮件 ------------------\n您好") == "好的"
    assert unquoted("yes\n> no\n> no") == "yes"
    assert unquoted("> all of it") == "> all of it"


def test_an_answer_to_a_receipt_is_one_to_the_letter_it_was_for() -> None:
    key = key_of("<one@a.example>")
    assert key_of(receipt_id(key, "acme.example")) == key
    assert key_of("<two@a.example>") != key


def test_a_message_id_cannot_smuggle_a_header() -> None:
    mail = read(raw(b"x", b"Message-ID: <a@b\r\n Bcc: eve@else.example>", b"In-Reply-To: junk"))
    assert (mail.message_id, mail.earlier) == ("", ())
