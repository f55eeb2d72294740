"""Our quick reader of pages gives what Beautiful Soup gives, for tidy pages and for any others."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.autograde.soup import PICTURES, Soup

TEXTS = st.sampled_from(
    ["words", " ", "\n", " \n ", "a > b", "&amp;", "&lt;b&gt;", "&quot;", "&#39;", "&#x27;", "&nbsp;", "\xa0", "é",
     "&para;", "&nosuch;", "&", "& b", "&#150;", "&#0;", "&amp", "<", "a < b", "&#x110000;", "\r\n", "&#9;", "&lang;",
     "&frac12;", "&AMP;"]
)  # fmt: skip
ATTRIBUTES = st.sampled_from(
    ["", ' class="a"', ' class=" a  b "', ' class=""', ' id="x" class="y"', " hidden", ' title="&quot;"', " title='it'",
     ' title="a &amp; b"', " title='a\"b'", ' title="it&#39;s &quot;so&quot;"', ' data-x="1<2"', ' HREF="/A"', " a=b",
     ' class="a" class="b"', ' href="?a=1&b=2"', ' rel="a  b"', ' alt="x"', ' class="jp-Notebook"', " @x='1'"]
)  # fmt: skip
SPECIAL = st.sampled_from(
    ["<br>", "<br/>", "</br>", "<hr />", "<p/>", "<!-- c -->", "<!---->", "<!-->", "<!-- a -- b -->", "<!DOCTYPE html>",
     "<?php x ?>", "<![CDATA[x]]>", "<script>if (a < b && c) {}</script>", "<script> </script>", "<script></script>",
     "<style>a > b { }</style>", "<style>\n</style>", '<script>"</p>"</script>', "<script><!-- x --></script>",
     "<SCRIPT>x</SCRIPT>", "<title>a &amp; b</title>", "<title><b>x</b></title>", "<textarea> \n </textarea>", "</p>",
     "<p>", "<b>", "<svg><path d='M 0'/></svg>", "<img src='a.png'>", "<img alt=\"\">", "<li>one<li>two"]
)  # fmt: skip


def element(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    names = st.sampled_from(["p", "div", "span", "pre", "a", "Body", "x-y", "h1"])
    return st.builds(lambda n, a, t: f"<{n}{a}>{t}</{n}>", names, ATTRIBUTES, st.lists(inside, max_size=4).map("".join))


PAGES = st.lists(st.recursive(TEXTS | SPECIAL, element, max_leaves=12), max_size=6).map("".join)


@settings(max_examples=300, deadline=None)
@given(PAGES)
def test_any_page_comes_out_as_beautiful_soup_writes_it(page: str) -> None:
    assert str(Soup(page)) == str(BeautifulSoup(page, features="html.parser"))


@settings(max_examples=100, deadline=None)
@given(PAGES)
def test_pictures_are_given_words_as_beautiful_soup_gives_them(page: str) -> None:
    ours, theirs = Soup(page), BeautifulSoup(page, features="html.parser")
    for soup in (ours, theirs):
        for picture in soup.select(PICTURES):
            picture.attrs["alt"] = "not described"
    assert str(ours) == str(theirs)


@pytest.mark.parametrize(
    "page",
    [
        '<!DOCTYPE html>\n<html><body class=" a b"><p title="x &amp; y">It&#39;s</p><br><img src="a"></body></html>',
        "<style>a > b {}</style><script>x</script><pre>  </pre>",
    ],
)
def test_a_tidy_page_is_never_given_to_beautiful_soup(page: str) -> None:
    assert Soup(page).slow is None


@pytest.mark.parametrize("page", ["<p>", "a & b", '<div class="jp-Notebook"></div>', "<p></b></p>", "<b a=b></b>"])
def test_a_page_that_is_not_plainly_tidy_is(page: str) -> None:
    assert Soup(page).slow is not None
