import codecs

import pytest

from refcheck.reading.encoding import decode, known

WORDS = "Žluté domy stojí u řeky, říká starosta"
FRENCH = "Les élèves paient la moitié du prix, même à Noël; l'entrée coûte peu"


@pytest.mark.parametrize("name", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("header", ["", "iso-8859-1", "utf-8", "shift_jis"])
def test_a_byte_order_mark_goes_before_everything(name: str, header: str) -> None:
    assert decode(f"<p>{WORDS}</p>".encode(name), header) == f"<p>{WORDS}</p>"


@pytest.mark.parametrize("header", ["", "iso-8859-1", "us-ascii", "windows-1251", "gb2312", "no-such-charset", "utf-7"])
def test_what_decodes_as_utf_8_is_utf_8_whatever_the_header_says(header: str) -> None:
    assert decode(WORDS.encode(), header) == WORDS


def test_a_servers_default_charset_gives_way_to_what_the_page_declares() -> None:
    page = f'<meta charset="iso-8859-2"><p>{WORDS}</p>'
    assert decode(page.encode("iso-8859-2"), "iso-8859-1") == page


def test_a_header_that_names_another_charset_on_purpose_goes_before_the_page() -> None:
    page = f'<meta charset="iso-8859-1"><p>{WORDS}</p>'
    assert decode(page.encode("cp1250"), "windows-1250") == page


def test_a_header_that_says_utf_8_of_western_bytes_is_not_believed() -> None:
    assert decode(FRENCH.encode("cp1252"), "utf-8") == FRENCH


def test_a_few_broken_bytes_do_not_cost_the_rest_of_the_page() -> None:
    body = WORDS.encode() * 20 + b"\xff" + WORDS.encode()
    assert decode(body, "utf-8").count(WORDS) == 21


def test_utf_16_without_a_mark_is_seen_by_its_zeros() -> None:
    assert decode("<html><p>plain words</p>".encode("utf-16-be")) == "<html><p>plain words</p>"


def test_windows_quotes_in_what_is_called_latin_1_are_quotes() -> None:
    assert decode("\u201cyes\u201d \u2013 \u20ac5".encode("cp1252"), "iso-8859-1") == "\u201cyes\u201d \u2013 \u20ac5"


@pytest.mark.parametrize("label", ["unicode_escape", "idna", "base64", "rot13", "zip", "undefined", "", "x" * 99])
def test_a_codec_that_is_no_charset_is_not_known(label: str) -> None:
    assert known(label) == ""


@pytest.mark.parametrize(("label", "codec"), [("Latin1", "cp1252"), ("GB2312", "gb18030"), ("x-sjis", "cp932")])
def test_labels_are_taken_as_browsers_take_them(label: str, codec: str) -> None:
    assert codecs.lookup(known(label)).name == codec


def test_no_zero_byte_leaves_decoding() -> None:
    assert decode(b"a\x00b\x01c") == "a\ufffdb\ufffdc"
