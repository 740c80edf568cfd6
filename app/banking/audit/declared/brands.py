"""Actions of a brand: its draft, its versions, the bank's answer, what customers see."""

from app.banking.audit.fields import Declared, Kind

VERSION = "brand_version"
NAMED = {"number": Kind.NUMBER, "digest": Kind.DIGEST}

BRANDS = {
    "brand.started": Declared("Brand began with a preset", VERSION, {"preset": Kind.CODE}),
    "brand.draft_saved": Declared(
        "Brand draft changed", "partner", {"digest": Kind.DIGEST, "tokens": Kind.LIST}
    ),
    "brand.picture_kept": Declared(
        "Brand picture kept", "partner", {"place": Kind.CODE, "digest": Kind.DIGEST}
    ),
    "brand.draft_discarded": Declared(
        "Brand draft thrown away", "partner", {"digest": Kind.DIGEST}
    ),
    "brand.submitted": Declared(
        "Brand version sent to the bank", VERSION, {**NAMED, "note": Kind.WORDS}
    ),
    "brand.withdrawn": Declared("Brand version taken back", VERSION),
    "brand.approved": Declared("Brand version approved", VERSION, {**NAMED, "note": Kind.WORDS}),
    "brand.rejected": Declared("Brand version rejected", VERSION, {**NAMED, "note": Kind.WORDS}),
    "brand.scheduled": Declared(
        "Brand version scheduled", VERSION, {"number": Kind.NUMBER, "due_at": Kind.WORDS}
    ),
    "brand.unscheduled": Declared(
        "Brand version's moment taken back", VERSION, {"number": Kind.NUMBER}
    ),
    "brand.published": Declared("Brand version published", VERSION, NAMED),
    "brand.rolled_back": Declared("Brand brought back to a version", VERSION, NAMED),
}
