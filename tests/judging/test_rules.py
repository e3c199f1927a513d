"""What the rules alone make of a statement and a few words: each case is a promise, most were once a mistake."""

from __future__ import annotations

import pytest

import refcheck

YES, NO, OPEN = "supported", "refuted", "not enough evidence"

CASES = {
    "dates": [
        ("The library opened in 1979.", "The library was opened on 10 April 1979.", YES),
        ("The library opened in 1978.", "The library was opened on 10 April 1979.", NO),
        ("The library did not open in 1979.", "The library was opened on 10 April 1979.", NO),
        ("The library did not open in 1978.", "The library was opened on 10 April 1979.", YES),
        ("The library opened on 10 April 1979.", "The library was opened in 1979.", OPEN),
        ("The fair was held on 18 September 2021.", "The fair was held from September 15 to 19, 2021.", YES),
        ("The fair was held on 20 September 2021.", "The fair was held from September 15 to 19, 2021.", NO),
        ("Orvale joined the league in 2023.", "Tarn joined the league on 4 April 2023 and Orvale on 7 March 2024.", NO),
        ("The rule was approved on 10 May 1990.", "In effect from January 1, 1990. Rule approved May 10, 1990.", YES),
    ],
    "numbers": [
        ("The firm employs 340 people.", "The firm employs 430 people in two towns.", NO),
        ("The firm employs more than 400 people.", "The firm employs 430 people in two towns.", YES),
        ("Revenue rose to 2.4 billion euros.", "Revenue rose to 2,412 million euros.", YES),
        ("Turnout rose to 42 percent.", "Turnout rose to 41 percent.", NO),
        ("The record reached number 4 in Chile.", "The record reached number 4 in Peru and number 31 in Chile.", NO),
        ("The league has 31 members.", "The league is an alliance of 32 member states.", NO),
    ],
    "names": [
        ("Britain supplies Peru with arms.", "The United Kingdom sells weapons to Peru.", YES),
        ("Peru supplies Britain with arms.", "The United Kingdom sells weapons to Peru.", OPEN),
        ("Anna Berg is the mayor of Tarn.", "The mayor of Tarn is Olga Lind.", NO),
        ("Anna Berg was a captain.", "The jet was flown by Capt. Anna Berg on Sunday.", YES),
        ("Anna Berg was a major.", "The jet was flown by Capt. Anna Berg on Sunday.", NO),
        ("Berg was born in Uppsala.", "Berg was born in Lund and studied in Uppsala.", NO),
        ("The bridge was built by Roth.", "The bridge was built by Ahlers in 1910.", NO),
        ("Lind plays the widow.", "Moreau plays the widow; the part had been offered to Lind.", OPEN),
        ("Wayfold 5.0 needs a licence.", "Wayfold 5.0 needs a licence for firms.", YES),
    ],
    "negation": [
        ("Orvale is in the league.", "Orvale is not in the league.", NO),
        ("The council supports the plan.", "The council opposes the plan.", NO),
        ("Orvale has agreed to a pact.", "Asked for a pact, Orvale has declined to agree to one.", NO),
        ("Orvale seeks membership.", "Tarn and Borby are neutral and have not sought membership.", OPEN),
        ("The plan is realistic.", "The plan is unrealistic.", NO),
        ("Officials do not regard the plan as realistic.", "Officials see the plan as unrealistic.", YES),
    ],
    "what may, must and might be": [
        ("Owners must close the path.", "Owners may close the path.", NO),
        ("Owners may close the path.", "Owners may close the path at night.", YES),
        ("The council has agreed to the tram.", "If the council agrees to the tram, work will begin in May.", OPEN),
        ("Orvale joined the league.", "Orvale hopes to join the league.", OPEN),
        ("Orvale has promised to send doctors.", "Orvale will send doctors in May.", YES),
    ],
    "whose word it is": [
        ("The dam is unsafe.", "Critics say that the dam is unsafe.", OPEN),
        ("Critics say that the dam is unsafe.", "Critics say that the dam is unsafe.", YES),
        ("The dam is unsafe.", "“The dam is unsafe,” said a former engineer.", OPEN),
        ("The dam is unsafe.", "Is the dam unsafe?", OPEN),
        ("A man was killed in the storm.", "The police corrected a report that a man was killed in the storm.", OPEN),
    ],
    "other occasions": [
        ("The 2021 Tarn Regatta was on 18 May 2021.", "The 2019 Tarn Regatta was on 12 May 2019.", OPEN),
        ("Berg is the mayor.", "Berg was the mayor until 2019.", OPEN),
        ("All members signed the pact.", "Several members signed the pact.", OPEN),
        ("Only Tarn signed the pact.", "Tarn signed the pact.", OPEN),
    ],
    "nothing of the kind": [
        ("The library opened in 1979.", "The museum sells tickets on Sundays.", OPEN),
        ("The library opened in 1979.", "", OPEN),
        ("", "The library was opened in 1979.", OPEN),
        ("The library opened in 1979 by a unanimous vote.", "The library was opened on 10 April 1979.", OPEN),
    ],
}


@pytest.mark.parametrize(
    ("statement", "page", "verdict"),
    [pytest.param(*case, id=f"{kind}: {case[0][:40]}") for kind, cases in CASES.items() for case in cases],
)
def test_the_verdict_follows_the_words(statement: str, page: str, verdict: str) -> None:
    judgement = refcheck.check(statement, [page], judge="rules")

    assert (judgement.verdict, judgement.reason) == (verdict, judgement.reason)


def test_a_table_row_is_read_with_its_header_and_unit() -> None:
    page = "Tallest buildings\nBuilding | Height (m) | Completed\nMeridian Tower | 241 | 2018\nHarbour One | 228 | 2009"

    assert refcheck.check("Meridian Tower was completed in 2018.", [page], judge="rules").verdict == YES
    assert refcheck.check("Harbour One was completed in 2018.", [page], judge="rules").verdict != YES


def test_the_seat_of_a_government_stands_for_the_country_but_not_the_other_way_round() -> None:
    assert refcheck.check("Russia rejected the plan.", ["Moscow rejected the plan."], judge="rules").verdict == YES
    assert refcheck.check("The plan was signed in Moscow.", ["Russia signed the plan."], judge="rules").verdict != YES


def test_the_words_of_the_evidence_are_the_pages_own() -> None:
    page = "The hall is old. The library was opened on 10 April 1979. It has a garden."

    evidence = refcheck.check("The library opened in 1979.", [page], judge="rules").evidence[0]

    assert evidence.text == "The library was opened on 10 April 1979."
    assert [(f.kind, f.in_claim, f.on_page, f.agrees) for f in evidence.findings] == [
        ("date", "1979", "10 April 1979", True)
    ]


MENU = " ".join(f"Topic{n} Stories Opinion" for n in range(40))


@pytest.mark.parametrize("mark", ["", "; ", "| ", "# "])
def test_what_has_no_end_is_read_in_stretches(mark: str) -> None:
    page = f"{MENU} {mark}The library in Tarn was opened on 10 April 1979 {mark}{MENU}"
    judgement = refcheck.check("The library in Tarn was opened in 1979.", [page], judge="rules")
    assert len(page) > 1000
    assert "opened on 10 April 1979" in judgement.evidence[0].text
    assert len(judgement.evidence[0].text) <= 600
    assert judgement.evidence[0].text in page


def test_a_page_without_a_single_space_is_judged() -> None:
    assert refcheck.check("The library opened in 1979.", ["x" * 5000], judge="rules").verdict.value == OPEN
