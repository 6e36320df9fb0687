"""Records by hand, and an invented county's with the truth."""

from datetime import date

import pyarrow as pa
import pytest

from goldenthread.engine.link.linking import link
from goldenthread.engine.shapes import IDENTITIES
from goldenthread.engine.synth.agencies import sent
from goldenthread.engine.synth.telling import pieces


ROW = {
    "agency": "POLICE",
    "contract": "police_contacts",
    "forename": "Corwen",
    "surname": "Ashbrook",
    "alias": None,
    "born": date(2012, 3, 4),
    "sex": "F",
    "ethnicity": "WHITE",
    "postcode": "ZX1 1AA",
    "upn": None,
    "nhs_number": None,
}


def records(*rows):
    """A table of identities: each row changes what it says of ROW."""
    made = [
        ROW | {"token": n, "local_id": f"P{n}"} | row
        for n, row in enumerate(rows, start=1)
    ]
    return pa.Table.from_pylist(made, schema=IDENTITIES)


@pytest.fixture(scope="session")
def crowd():
    """What six systems hold of a county of 3,000, and the true child of each token."""
    [piece] = pieces(3_000, seed=7)
    made = sent(piece, 7, "middling")
    truth = made.records.sort("token")
    return made.identities, truth["child"].to_numpy()


@pytest.fixture(scope="session")
def linked(crowd):
    return link(crowd[0])


def among(crowd, *rows):
    """Those rows among a crowd, tokens from 1: names are as common as they are."""
    tokens = pa.array(range(10**6, 10**6 + crowd[0].num_rows), pa.uint64())
    others = crowd[0].set_column(0, IDENTITIES.field("token"), tokens)
    return pa.concat_tables([records(*rows), others])


def children(found, *tokens):
    table = {row["token"]: row["child"] for row in found.mapping.to_pylist()}
    return [table[token] for token in tokens]
