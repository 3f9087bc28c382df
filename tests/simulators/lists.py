"""Small documents in the publishers' formats, written by hand: fictional listings, and documents for the fold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from evenhand.designations.folding import Content
from evenhand.designations.model import DesignationFact, EntityKind, ListRecord, SourceDocument

NULL = "-0- "


def sdn_row(number: int | str, name: str, kind: str = NULL, programmes: str = "SDGT", remarks: str = NULL) -> str:
    return f'{number},"{name}",{kind},"{programmes}",' + ",".join([NULL] * 7) + f',"{remarks}"'


SDN = "\r\n".join(
    [
        sdn_row(11, "GREEN HERON FRONT", programmes="FTO] [SDGT", remarks="a.k.a. 'GHF'; a.k.a. 'HERON'S WING'."),
        sdn_row(12, "MARLOW, Ada", "individual", "SDNTK", "DOB 03 Feb 1961; nationality Atlantis."),
        sdn_row(13, "SEA HERON", "vessel", "IRAN"),
        sdn_row(14, "HERON TRADING CO. LTD", programmes="CAATSA - RUSSIA"),
        sdn_row(15, "HERON NATIONAL BANK", programmes="IRAN"),
        "\x1a",
    ]
)
ALT = '11,1,"aka","HERON LIBERATION FRONT",-0- \r\n12,2,"fka","MARLOWE, Ada",-0- \r\n'
ADD = '11,1,-0- ,"Port Royal","Atlantis",-0- \r\n'


def ofac(sdn: str = SDN, alt: str = ALT, add: str = ADD) -> dict[str, bytes]:
    return {"sdn.csv": sdn.encode(), "alt.csv": alt.encode(), "add.csv": add.encode()}


def un_entity(reference: str, name: str, regime: str = "Al-Qaida", listed: str = "2004-10-18", extra: str = "") -> str:
    return (
        f"<ENTITY><DATAID>1</DATAID><FIRST_NAME>{name}</FIRST_NAME><UN_LIST_TYPE>{regime}</UN_LIST_TYPE>"
        f"<REFERENCE_NUMBER>{reference}</REFERENCE_NUMBER><LISTED_ON>{listed}</LISTED_ON>{extra}</ENTITY>"
    )


PERSON = (
    "<INDIVIDUAL><FIRST_NAME>ADA</FIRST_NAME><SECOND_NAME>MARLOW</SECOND_NAME><UN_LIST_TYPE>Taliban</UN_LIST_TYPE>"
    "<REFERENCE_NUMBER>TAi.900</REFERENCE_NUMBER><LISTED_ON>2015-03-27-04:00</LISTED_ON>"
    "<NAME_ORIGINAL_SCRIPT>ادا مارلو</NAME_ORIGINAL_SCRIPT>"
    "<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Heron</ALIAS_NAME></INDIVIDUAL_ALIAS>"
    "<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Ada Marlowe</ALIAS_NAME></INDIVIDUAL_ALIAS>"
    "<INDIVIDUAL_DATE_OF_BIRTH><YEAR>1961</YEAR></INDIVIDUAL_DATE_OF_BIRTH></INDIVIDUAL>"
)


def un_list(*entities: str, people: str = PERSON, head: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}\n<CONSOLIDATED_LIST dateGenerated="2024-05-01T00:00:00Z">\n'
        f"<INDIVIDUALS>{people}</INDIVIDUALS>\n<ENTITIES>" + "\n".join(entities) + "</ENTITIES></CONSOLIDATED_LIST>"
    ).encode()


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def listing(key: str, *programmes: str, name: str = "", effective: str = "", kind: str = "organisation") -> ListRecord:
    day = date.fromisoformat(effective) if effective else None
    facts = tuple(DesignationFact("us-ofac", programme, effective=day, reference=key) for programme in programmes)
    return ListRecord(key, name or f"Heron {key}", EntityKind(kind), (), facts)


def snapshot(seen: str, records: Sequence[ListRecord], source: str = "us-ofac-sdn", complete: bool = True) -> Content:
    document = SourceDocument(f"doc-{source}-{seen}", source, "sha256:0", "heron", instant(seen), complete)
    return Content(document, tuple(records))
