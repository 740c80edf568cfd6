"""Actions of a team: who comes, what changes for them, from where, and who looked in to help."""

from app.banking.audit.fields import Declared, Kind

LOGIN = "login"
NETWORK = {"network": Kind.WORDS, "label": Kind.WORDS}
SUPPORT = {"role": Kind.CODE, "operator": Kind.WORDS, "ticket": Kind.WORDS}

TEAM = {
    "user.invited": Declared(
        "User invited", LOGIN, {"role": Kind.CODE, "begins": Kind.WORDS, "until": Kind.WORDS}
    ),
    "user.invited_again": Declared("Invitation sent again", LOGIN),
    "user.invitation_withdrawn": Declared("Invitation taken back", LOGIN),
    "user.role_changed": Declared("Role changed", LOGIN, changes={"role": Kind.CODE}),
    "user.disabled": Declared("Access ended", LOGIN),
    "user.enabled": Declared("Access given back", LOGIN),
    "user.term_set": Declared(
        "Examiner's days set", LOGIN, changes={"from": Kind.WORDS, "until": Kind.WORDS}
    ),
    "user.factors_removed": Declared("Must set up sign-in again", LOGIN),
    # From where staff may come.
    "network.added": Declared("Network allowed", "network", NETWORK),
    "network.removed": Declared("Network no longer allowed", "network", NETWORK),
    "address.refused": Declared("Came from elsewhere", "page", {"path": Kind.WORDS}),
    # Who looked in to help.
    "support.granted": Declared("Support access granted", "support", SUPPORT),
    "support.started": Declared("Support access began", "support", SUPPORT),
    "support.ended": Declared("Support access ended", "support", {"pages_seen": Kind.NUMBER}),
}
