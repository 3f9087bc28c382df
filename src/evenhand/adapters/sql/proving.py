"""The rows that a proof is made from: the commitments of a few tiles and a few stored hashes, in as few questions as can be.

PostgreSQL answers everything in one statement, a tile as one value: there a proof waits for round trips, not for rows. SQLite
has no round trips and takes plain queries. Which subtrees a proof needs is `ledger.merkle`'s.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection

from evenhand.adapters.sql.bulk import fetch_rows
from evenhand_verify.merkle import HASH_SIZE, TILE_HEIGHT, TILE_WIDTH, leaf_hashes, node_hashes

_TILE: Final = -1  # stands where a level stands, in a row that is a tile's commitments
# One plan serves every proof: an array out of a subquery has no length that the planner could see and plan anew for,
# and with LIMIT a tile costs it the same in a log of any size. Hashes are looked up one by one, never by reading all.
_POSTGRESQL: Final = f"""
SELECT {_TILE}, number, (
    SELECT string_agg(commitment, ''::bytea) FROM (
        SELECT commitment FROM log_entries
        WHERE log_index >= number * {TILE_WIDTH} AND log_index < (number + 1) * {TILE_WIDTH}
        ORDER BY log_index LIMIT {TILE_WIDTH}
    ) AS tile
) FROM unnest((SELECT %s::bigint[])) AS number
UNION ALL
SELECT at_level, at_position, (SELECT hash FROM tree_hashes WHERE level = at_level AND position = at_position)
FROM unnest((SELECT %s::bigint[]), (SELECT %s::bigint[])) AS wanted(at_level, at_position)
"""  # noqa: S608 - integers of ours

Place = tuple[int, int]  # level and position of a complete subtree


def read_subtrees(connection: Connection, wanted: Iterable[Place]) -> dict[Place, bytes]:
    """The roots over complete subtrees; what is not there, or cannot be read as hashes, is left out."""
    places = set(wanted)
    low = sorted(place for place in places if place[0] < TILE_HEIGHT)
    high = sorted(places.difference(low))
    numbers = sorted({(position << level) // TILE_WIDTH for level, position in low})
    if connection.dialect.name == "postgresql":
        tiles, found = _at_once(connection, numbers, high)
    else:
        tiles, found = _tiles(connection, numbers), _stored(connection, high)
    for level, position in low:
        number, place = divmod(position, TILE_WIDTH >> level)
        nodes = _levels(tiles.get(number, b""))[level]
        if place < len(nodes):
            found[level, position] = nodes[place]
    return found


@lru_cache(maxsize=64)
def _levels(commitments: bytes) -> tuple[tuple[bytes, ...], ...]:
    """Every complete node of a tile, leaves first. By content, so that nothing remembered can be out of date; every proof of
    a log needs its last tile.
    """
    level = leaf_hashes(commitments[at : at + HASH_SIZE] for at in range(0, len(commitments), HASH_SIZE))
    levels = [tuple(level)]
    for _ in range(TILE_HEIGHT - 1):
        level = node_hashes(level)
        levels.append(tuple(level))
    return tuple(levels)


def _at_once(
    connection: Connection, numbers: Collection[int], high: Collection[Place]
) -> tuple[dict[int, bytes], dict[Place, bytes]]:
    levels, positions = (_array(place[side] for place in high) for side in (0, 1))
    tiles: dict[int, bytes] = {}
    found: dict[Place, bytes] = {}
    for level, position, value in fetch_rows(connection, _POSTGRESQL, (_array(numbers), levels, positions)):
        if value is None:
            continue  # nothing is there
        if level != _TILE:
            found[level, position] = bytes(value)
        elif len(value) % HASH_SIZE == 0:
            tiles[position] = bytes(value)
    return tiles, found


def _array(numbers: Iterable[int]) -> str:
    """An array as PostgreSQL spells it: one text, so that the statement is the same and prepared once."""
    return f"{{{','.join(map(str, numbers))}}}"


# The numbers are ours, so they stand in the text. Text in place of bytes stays text, and becomes the bytes that are there.
def _tiles(connection: Connection, numbers: Collection[int]) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for number in numbers:
        start = number * TILE_WIDTH
        place = f"log_index >= {start} AND log_index < {start + TILE_WIDTH}"
        rows = fetch_rows(connection, f"SELECT commitment FROM log_entries WHERE {place} ORDER BY log_index")  # noqa: S608 - integers
        whole = b"".join([_bytes(row[0]) for row in rows])
        if len(whole) % HASH_SIZE == 0:
            found[number] = whole
    return found


def _stored(connection: Connection, places: Collection[Place]) -> dict[Place, bytes]:
    if not places:
        return {}
    wanted = ", ".join(f"({level}, {position})" for level, position in places)
    query = f"SELECT level, position, hash FROM tree_hashes WHERE (level, position) IN (VALUES {wanted})"  # noqa: S608 - integers
    return {(level, position): _bytes(value) for level, position, value in fetch_rows(connection, query)}


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value or "").encode("utf-8", "surrogateescape")
