"""The guard against real people's details: what it finds, what it leaves alone, and that it is only a warning."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from doorstep.case import Case
from doorstep.stage.desk import Answer, Desk
from doorstep.stage.details import found, is_nhs_number
from smallcase import TO_THE_END

# None of these is anybody's: numbers kept free for drama, invented names, postcodes that are not in use.
HITS = """
ring me on 07700 900123 | her mobile is 07700900456 | 020 7946 0018 is the landline | call 0161 496 0123 after four
+44 7700 900789 is Dad | +447700900321 | (0114) 496 0456 | 01632 960 983 was engaged | Mum: 07700-900-654
the neighbour (07700 900 111) rang | t: 02079460999 | 0808 157 0192 rang twice | office 01632 960001 | 0113 496 0789
sam.ash@example.org | write to l.dacre@example.com please | email gail_p@example.co.uk | nurse+team@example.nhs.uk said
his address is rob99@example.net | A.Person@example.gov.uk | r-hart@example.org wrote | office@school.example.sch.uk
contact bola.a@example.sch.uk | x@example.io | two addresses: a.b@example.com | j_smith1978@example.org
lives at ZZ1 1ZZ | their postcode is ZZ9 9ZZ | 4 Hill Road, AB1 0AB | sw1a 2zz is where he stays | EC1Z 9QQ
near M60 1QZ | he moved to LS99 9ZZ | the flat (B99 9AA) | ZE9 9ZZ | w1z 9aa | address: 12 Low Row, DN99 9XX
NHS 999 000 0018 | 9990000026 on the form | nhs no 999-000-0034 | number 999 000 0042 | 9990000050 | 999 000 0069
999 000 0077 was on the letter | 9990000085 | her number is 999 000 0093 | 9990000107 | id 999 000 0115
Sarah Weller, 4/5/2013 | Tom Pike dob 12.03.2011 | Ann Ash, born 1 May 2016, | Ben Orr (born on 3rd June 2015)
Kim Lowe date of birth 07/08/2012 | DOB 09/10/2014 Jay Finch | born 12 December 2010, Lee Marsh | Mo Adams 2-3-2017
Ella Stone: 21 January 2018 | Ravi Patel D.O.B. 30/11/09 | Jo King birthday 5 Sept 2013 | Zoe Hall [14/02/2016]
Mia Cole - 22/06/2019 is the younger
"""
HARMLESS = """
Rob told me at ten past ten that he works nights. | I rang by five as I said. | Not seen: Reece.
The form of 12 October 2026 says DNA 18 June. | Insulin was collected in August. | I do not know about the biscuits.
Mrs Adeyinka saw Layla at 10:34. | She asked me not to say. | Simone Hart has parental responsibility.
I spoke with Rob at 11:05 and again at 16:40. | Two of three letters were unopened. | 24 hours is a long time to wait.
Gail works from 20:00 to 08:00. | The plan of 2019 says bedtimes. | The bail form is from 2017. | 999 was rung at once.
Dial 999, not 111. | It is 3 miles, about 15 minutes. | Visit on Thursday 15 October 2026 at 9.30. | 10-12 is best.
Scores: 0.04 + 0.25 + 0.09 | My view went from 20 to 90. | See c3 and p2. | Room 4B, second floor. | Year 6 bug
She is 11 and he is 16. | K (5) in 2014 | £120.50 a month | 37 hours, 15 children | Section 47 was not mine to open.
The M60 was shut. | Take the A1 to junction 47. | I read Helen Tranter's form, 12 October. | B99 is a room.
Who sleeps there on Tuesdays? | Rob Dacre, 41, a driver | Layla Dacre, 11, Year 6 | Shabnam Riaz decides
Told: Doreen, by phone. Seen: nobody. | He said 'I was stood right there'. | twenty to four, not twenty past
From 10:20 to 13:00, then 14:30 to 17:30. | 1. Ring Rob 2. Ring Simone 3. Write | 50/50 | 100 out of 100
The letter came on 2 October. | We meet on 27 October 2026. | It was 5 to 5. | 12 weeks, 8 hours, 4 visits
I would ask: who gives the evening dose? | Reference 2026-10-13/7 | The file has 1,204 pages. | Version 0.9.6
In 2014, before Layla was born, it was Kyle. | PC 4417 wrote it at 22:41. | ring him on his own phone
She wrote her number on her hand. | Tea at 4, bath at 6, bed at 7.30 | nobody has asked Finn anything
On Monday 12 October 2026 Helen Tranter sent it. | I @ the school gate | e.g. 3 or 4 p.m. | 07:00 start
"""


def texts(block: str) -> list[str]:
    return [text.strip() for line in block.strip().splitlines() for text in line.split("|")]


def test_there_are_at_least_sixty_of_each() -> None:
    assert len(texts(HITS)) >= 60
    assert len(texts(HARMLESS)) >= 60


@pytest.mark.parametrize("text", texts(HITS))
def test_what_looks_like_a_real_persons_detail_is_found(text: str) -> None:
    assert found(text)


@pytest.mark.parametrize("text", texts(HARMLESS))
def test_what_anybody_writes_in_a_note_is_left_alone(text: str) -> None:
    assert found(text) == ()


def test_only_ten_digits_with_the_right_check_digit_are_an_nhs_number() -> None:
    assert is_nhs_number("999 000 0018")
    assert not is_nhs_number("999 000 0019")
    assert [d.kind for d in found("999 000 0018 and 999 000 0019")] == ["an NHS number"]


@pytest.fixture
def writing(tmp_path: Path, small: Case) -> Desk:
    desk = Desk(small, tmp_path)
    press(desk, "begin")
    for option in TO_THE_END:
        assert desk.session is not None
        press(desk, "choose", scene=desk.session.scene_name, option=option)
    return desk


def press(desk: Desk, do: str, **fields: str) -> Answer:
    return desk.take({"do": do, "seen": desk.seq, "fields": fields})


REAL = "Ann is on 07700 900123."


def test_a_draft_with_a_number_in_it_is_not_kept_and_the_trainee_is_told(writing: Desk) -> None:
    answer = press(writing, "write", text=REAL)
    assert not answer.saved
    assert "a telephone number (07700 900123)" in answer.said
    assert REAL not in json.dumps(writing.trail.path.read_text("utf-8"))


def test_pressing_again_keeps_it_as_it_is(writing: Desk) -> None:
    assert "press again" in press(writing, "keep", text=REAL).said
    assert writing.session is not None
    assert not writing.session.finished
    assert press(writing, "keep", text=REAL).saved
    assert writing.session.written == REAL


def test_another_detail_is_another_warning(writing: Desk) -> None:
    press(writing, "keep", text=REAL)
    assert not press(writing, "keep", text="Ann is on 07700 900124.").saved


def test_taking_it_out_is_enough(writing: Desk) -> None:
    press(writing, "keep", text=REAL)
    assert press(writing, "keep", text="Ann has a telephone.").saved
