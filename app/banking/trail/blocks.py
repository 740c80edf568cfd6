"""What distinguishes a block of audit records from one of the ledger's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.banking.ledger.proof.blocks import Header


@dataclass(frozen=True, slots=True)
class TrailHeader(Header):
    TAG: ClassVar[bytes] = b"\x03"
    MEMBERS: ClassVar[str] = "records"
    MORE: ClassVar[Mapping[str, str]] = {"chain": "audit"}
