"""Records to a cube, in DuckDB: labels joined, small groups folded away, everything counted in one pass of SQL.

Sums are over integers, so the cube does not depend on the order in which threads add.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from evenhand.adapters.counting.files import SCHEMA, batches
from evenhand.adapters.counting.labels import read_labels
from evenhand.parity.cubes import Cell, Cube, Tally
from evenhand.parity.groups import MIN_ACCOUNTS
from evenhand.parity.records import ENFORCED, HARSH, UNLISTED_OR_UNMATCHED, AuditRecord, SampledHow, Truth

# Nothing is fetched, nothing outside the tables below is read.
_CONFIG: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    "threads": "2",
}
_ONE_EACH: Final = """
CREATE TABLE once AS SELECT * EXCLUDE (line, place) FROM (
  SELECT *, row_number() OVER (PARTITION BY surface, post_id, sampled_how ORDER BY line) AS place FROM records
) WHERE place = 1
"""
_USED: Final = f"""
CREATE TABLE used AS SELECT once.*, coalesce(labels.community, '') AS community,
  CASE WHEN enforced THEN CASE WHEN harsh THEN {HARSH} ELSE {ENFORCED} END WHEN sent_on THEN 3 WHEN matched THEN 2
       WHEN listed IS NULL THEN {UNLISTED_OR_UNMATCHED} ELSE listed::INTEGER END AS passed,
  CASE WHEN prior_strikes = 0 THEN '0' WHEN prior_strikes < 3 THEN '1-2' ELSE '3+' END AS prior
FROM once LEFT JOIN labels USING (surface, account_id)
WHERE sampled_how = '{SampledHow.RANDOM}' AND truth IS NOT NULL
"""  # noqa: S608 - constants only
_SMALL: Final = f"""
CREATE TABLE small AS SELECT community FROM used WHERE community <> ''
GROUP BY community HAVING count(DISTINCT (surface, account_id)) < {MIN_ACCOUNTS}
"""  # noqa: S608 - a constant
_CELLS: Final = """
SELECT lang, surface, CASE WHEN community IN (SELECT community FROM small) THEN '' ELSE community END AS community,
  account_kind, reach_band, clause, prior, truth, passed, count(*), sum(weight), sum(weight::HUGEINT * weight)
FROM used GROUP BY ALL ORDER BY ALL
"""

_COUNTS: Final = """
SELECT (SELECT count(*) FROM records), (SELECT count(*) FROM once), (SELECT count(*) FROM used),
  (SELECT count(*) FROM once WHERE sampled_how = 'random' AND truth IS NULL),
  (SELECT count(*) FROM used WHERE community = ''), (SELECT count(*) FROM small)
"""


def count_records(
    records: Iterable[AuditRecord],
    *,
    labels: Path | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Cube:
    """The cube of the records with `since <= at < until`; community from the label database, when one is given."""
    inside = (r for r in records if (since is None or r.at >= since) and (until is None or r.at < until))
    with closing(duckdb.connect(":memory:", config=_CONFIG)) as connection:
        _load(connection, inside)
        _load_labels(connection, labels)
        for step in (_ONE_EACH, _USED, _SMALL):
            connection.execute(step)
        rows = connection.execute(_CELLS).fetchall()
        return Cube.of([_cell(row) for row in rows], _tally(connection))


def _load(connection: duckdb.DuckDBPyConnection, records: Iterable[AuditRecord]) -> None:
    connection.execute("CREATE SEQUENCE lines")
    connection.register("incoming", pa.Table.from_batches([], SCHEMA))
    connection.execute("CREATE TABLE records AS SELECT *, 0::BIGINT AS line FROM incoming LIMIT 0")
    for batch in batches(records):
        connection.register("incoming", pa.Table.from_batches([batch]))
        connection.execute("INSERT INTO records SELECT *, nextval('lines') FROM incoming")
    connection.unregister("incoming")


def _load_labels(connection: duckdb.DuckDBPyConnection, path: Path | None) -> None:
    found = read_labels(path) if path else []
    table = pa.table(
        {
            "surface": pa.array([one.surface for one in found], pa.string()),
            "account_id": pa.array([one.account_id for one in found], pa.string()),
            "community": pa.array([one.community for one in found], pa.string()),
        }
    )
    connection.register("incoming", table)
    connection.execute("CREATE TABLE labels AS SELECT * FROM incoming")
    connection.unregister("incoming")


def _cell(row: tuple[object, ...]) -> Cell:
    *values, truth, passed, n, weight, squares = row
    numbers = [int(str(number)) for number in (passed, n, weight, squares)]
    return Cell(tuple(str(value) for value in values), Truth(str(truth)), *numbers)


def _tally(connection: duckdb.DuckDBPyConnection) -> Tally:
    row = connection.execute(_COUNTS).fetchone()
    everything, once, used, unlabelled, without, small = (int(number) for number in row or (0,) * 6)
    by = connection.execute("SELECT sampled_how, count(*) FROM once GROUP BY 1 ORDER BY 1").fetchall()
    return Tally(
        records=everything,
        used=used,
        repeated=everything - once,
        by_sampling=tuple((str(how), int(n)) for how, n in by),
        random_unlabelled=unlabelled,
        without_community=without,
        communities_too_small=small,
    )
