"""Which layout a line is read by: its first digit, its type, and the batch it stands in."""

from app.rails.nacha import layouts
from app.rails.nacha.codes import CONTESTED, DISHONORED, REFUSED_CHANGE_CODES
from app.rails.nacha.fields import Layout
from app.rails.nacha.records import BatchHeader

_PLAIN = {
    "1": layouts.FILE_HEADER,
    "8": layouts.BATCH_CONTROL,
    "9": layouts.FILE_CONTROL,
}
_ADDENDA = {
    "02": layouts.TERMINAL,
    "05": layouts.REMITTANCE,
    **layouts.IAT_ADDENDA,
}


def layout_of(text: str, batch: BatchHeader | None, *, file_is_adv: bool) -> Layout | None:
    """The layout for a line, or None when its first character begins no record.

    `batch` is the one open at this line; `file_is_adv` chooses the file control's shape.
    """
    match text[:1]:
        case "5":
            return _batch_header(text)
        case "6":
            return entry_layout(batch)
        case "7":
            return _addenda(text, is_iat=batch is not None and batch.is_iat)
        case "8" if batch is not None and batch.is_adv:
            return layouts.ADV_BATCH_CONTROL
        case "9" if file_is_adv:
            return layouts.ADV_FILE_CONTROL
        case kind:
            return _PLAIN.get(kind)


def entry_layout(batch: BatchHeader | None) -> Layout:
    """How the entries of a batch are laid out; outside any batch, the plain way."""
    if batch is None:
        return layouts.ENTRY
    if batch.is_iat:
        return layouts.IAT_ENTRY
    return layouts.ENTRY_LAYOUTS.get(batch["sec_code"], layouts.ENTRY)


def _batch_header(text: str) -> Layout:
    international = text[50:53] == "IAT" or text[4:20].strip() == "IATCOR"
    return layouts.IAT_BATCH_HEADER if international else layouts.BATCH_HEADER


def _addenda(text: str, *, is_iat: bool) -> Layout:
    kind, code = text[1:3], text[3:6]
    if kind == "98":
        refused = code in REFUSED_CHANGE_CODES
        return layouts.REFUSED_NOTIFICATION if refused else layouts.NOTIFICATION
    if kind == "99":
        return _return(code, is_iat=is_iat)
    return _ADDENDA.get(kind, layouts.ADDENDA_OTHER)


def _return(code: str, *, is_iat: bool) -> Layout:
    if code in DISHONORED:
        return layouts.DISHONORED_RETURN
    if code in CONTESTED:
        return layouts.CONTESTED_RETURN
    return layouts.IAT_RETURN if is_iat else layouts.RETURN
