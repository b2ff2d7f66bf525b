"""The page of rights: what it says of each role, and whom it shows as having it."""

import re

from fragments.values import RIGHTS
from models import Membership, change, now
from models.user.permissions import PERMISSIONS, ROLES


def test_the_page_of_rights_says_each_verb_of_the_table_and_no_other(client_for, cast):
    said = [verb for _name, verbs in RIGHTS for verb in verbs]
    assert sorted(said) == sorted(PERMISSIONS)
    page = client_for(cast.mia).get("/settings/rights").text
    for mark in ("yes", "part", "part part--set"):
        assert f'<span class="row t-small"><span class="{mark}">' in page, "the legend"
    marks = [mark for verb in PERMISSIONS.values() for mark in verb.values()]
    assert page.count('<span class="no">') == marks.count("-")
    assert client_for(cast.clara).get("/settings/rights").status_code == 404


def test_the_page_of_rights_shows_of_each_role_those_whom_its_reader_sees(client_for, cast):
    with change():
        Membership.grant(cast.elsewhere, cast.zed, "manager", by=cast.olga)
        Membership.grant(cast.elsewhere, cast.mia, "member", by=cast.olga)
        Membership.grant(cast.site, cast.zed, "reader", by=cast.olga)
    heads = {name: head(client_for(cast.people[name])) for name in ("olga", "mia", "fay")}
    assert heads["olga"]["owner"] == ["Olga Owens"] and heads["olga"]["reader"] == ["Rose Renard"]
    assert heads["olga"]["manager"] == heads["mia"]["manager"] == ["Max Moreau", "Zed Zola"]
    assert heads["fay"]["manager"] == ["Max Moreau"], "Zed manages what she does not see"
    assert heads["fay"]["owner"] == heads["fay"]["admin"] == []
    with change():
        Membership.of(cast.elsewhere, cast.zed).change("manager", now(), by=cast.olga)
    assert head(client_for(cast.olga))["manager"] == ["Max Moreau"], "Zed’s part is over"


def head(browser):
    """Who stands above each column."""
    cells = re.findall(r"<th scope=\"col\".*?</th>", browser.get("/settings/rights").text)[1:]
    titles = [re.findall(r'title="([^"]+)"', cell) for cell in cells]
    return dict(zip(ROLES, titles, strict=True))
