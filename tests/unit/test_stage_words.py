"""Author's words on the screen: emphasis, paragraphs and lists, and nothing that leads away or runs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorstep.stage.words import blocks, inline, lasting

ALLOWED = {"p", "em", "strong", "ul", "ol", "li", "code", "pre", "blockquote", "hr", "br", "s"}
ALLOWED |= {"table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = re.compile(r'(start="\d+"|style="text-align:(left|right|center)"|class="language-[^"]*")?')


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>\n"),
        ("*Delivered*, it says. **Now.**", "<p><em>Delivered</em>, it says. <strong>Now.</strong></p>\n"),
        ('"Five," says Rob. "Right."', "<p>“Five,” says Rob. “Right.”</p>\n"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        ("<b>bold</b> & <script>x</script>", "<p>&lt;b&gt;bold&lt;/b&gt; &amp; &lt;script&gt;x&lt;/script&gt;</p>\n"),
        ("[here](https://example.org)", "<p>[here](https://example.org)</p>\n"),
        ("![seen](https://example.org/x.png)", "<p>![seen](https://example.org/x.png)</p>\n"),
        ("<https://example.org>", "<p>&lt;https://example.org&gt;</p>\n"),
        ("https://example.org", "<p>https://example.org</p>\n"),
        ("## A heading", "<p>## A heading</p>\n"),
        ("A heading\n=====", "<p>A heading\n=====</p>\n"),
    ],
)
def test_paragraphs_of_an_author(text: str, html: str) -> None:
    assert str(blocks(text)) == html


def test_one_line_has_no_paragraph_around_it() -> None:
    assert str(inline("Ring *now*. <i>")) == "Ring <em>now</em>. &lt;i&gt;"


@given(st.text(st.sampled_from("<>[]()!*_`#-=|&;:/\"' \nab1"), max_size=80))
def test_whatever_an_author_types_no_other_tag_and_no_attribute_comes_of_it(text: str) -> None:
    for rendered in (str(blocks(text)), str(inline(text))):
        tags = re.findall(r"</?([a-z0-9]+)([^>]*)>", rendered)
        assert {name for name, _ in tags} <= ALLOWED
        assert all(ATTRIBUTES.fullmatch(rest.strip()) for _, rest in tags)


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (1, "1 min"), (59, "59 min"), (60, "1 h"), (80, "1 h 20 min"), (420, "7 h")]
)
def test_a_length_of_time_is_said_in_hours_and_minutes(minutes: int, said: str) -> None:
    assert lasting(minutes) == said
