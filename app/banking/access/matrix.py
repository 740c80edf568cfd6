"""Who may do what, and why: the one table of permissions, their holders and the built-in roles.

A permission is a verb on an area. Add one by a row here and `@allow("area.verb")` on its routes: a
test asks every route as every role and compares the answers with this table.
"""

from dataclasses import dataclass

from app.kernel.languages import marked

OWNER, OPERATIONS, COMPLIANCE = "owner", "operations", "compliance"
SUPPORT, DEVELOPER, READ_ONLY = "support", "developer", "read_only"
OVERSIGHT_OFFICER, BSA_OFFICER = "oversight_officer", "bsa_officer"
BANK_OPERATIONS, EXAMINER, CUSTOMER = "bank_operations", "examiner", "customer"


@dataclass(frozen=True, slots=True)
class Role:
    """What a person is here for: whose login it belongs to, and why it may do what it may."""

    label: str
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing somebody may do, the reason it is a permission of its own, and who holds it."""

    label: str
    why: str
    roles: frozenset[str]

    def is_held_by(self, kind: str) -> bool:
        """Whether any role of a kind (user, officer, customer) holds it."""
        return any(ROLES[role].kind == kind for role in self.roles)


ROLES = {
    OWNER: Role("Owner", "user", "Answers for the brand: all of its work, its people and rules."),
    OPERATIONS: Role("Operations", "user", "Moves money and keeps the books in order, every day."),
    COMPLIANCE: Role("Compliance", "user", "Decides who becomes a customer; checks the makers."),
    SUPPORT: Role("Support", "user", "Answers customers and writes notes; moves nothing."),
    DEVELOPER: Role("Developer", "user", "Connects software; sees money move, not who people are."),
    READ_ONLY: Role("Read only", "user", "Sees the work and changes nothing."),
    OVERSIGHT_OFFICER: Role(
        "Oversight officer", "officer", "Answers for every partner of the bank."
    ),
    BSA_OFFICER: Role("BSA officer", "officer", "Answers for the bank's anti-money-laundering."),
    BANK_OPERATIONS: Role(
        "Bank operations", "officer", "Takes in the bank's files and explains its cash."
    ),
    EXAMINER: Role(
        "Examiner", "officer", "Examines the bank: sees all of oversight for a time, no changes."
    ),
    CUSTOMER: Role(marked("Customer"), "customer", "Holds an account, and sees only their own."),
}

STAFF = frozenset(role for role, known in ROLES.items() if known.kind == "user")
OFFICERS = frozenset(role for role, known in ROLES.items() if known.kind == "officer")
BANKERS = OFFICERS - {EXAMINER}
CHIEFS = frozenset({OWNER, OVERSIGHT_OFFICER})

PERMISSIONS = {
    "home.view": Permission(
        "See today's work", "Everybody starts the day from the same page.", STAFF
    ),
    "customers.view": Permission(
        "See customers and applications",
        "Personal data is for those who answer to people, not for software.",
        STAFF - {DEVELOPER},
    ),
    "customers.reveal": Permission(
        "Show a tax id, a date of birth or an account number whole",
        "A look cannot be taken back: it has a purpose, and is counted and kept on record.",
        frozenset({OWNER, COMPLIANCE}),
    ),
    "customers.decide": Permission(
        "Approve or decline an application",
        "Knowing the customer is a legal duty with a name behind each decision.",
        frozenset({OWNER, COMPLIANCE}),
    ),
    "accounts.view": Permission(
        "See accounts", "Balances explain every question a customer asks.", STAFF
    ),
    "accounts.freeze": Permission(
        "Freeze an account, or end a freeze",
        "It takes away the use of somebody's money.",
        frozenset({OWNER, COMPLIANCE}),
    ),
    "payments.view": Permission("See payments", "Whoever helps must see what moved.", STAFF),
    "payments.send": Permission(
        "Send a payment for a customer",
        "Money leaves the account it is sent from.",
        frozenset({OWNER, OPERATIONS}),
    ),
    "payments.cancel": Permission(
        "Cancel a payment",
        "It is part of sending: whoever may send may also stop.",
        frozenset({OWNER, OPERATIONS}),
    ),
    "products.view": Permission(
        "See products, fees and limits", "They are what customers were promised.", STAFF
    ),
    "products.change": Permission(
        "Propose a limit or a fee",
        "It changes what customers were promised, so another person agrees first.",
        frozenset({OWNER, OPERATIONS, COMPLIANCE}),
    ),
    "statements.view": Permission(
        "See statements and documents",
        "A statement holds a whole month of a person's life.",
        STAFF - {DEVELOPER},
    ),
    "ledger.view": Permission(
        "See the ledger",
        "The books show everything at once; support works from accounts instead.",
        STAFF - {SUPPORT},
    ),
    "ledger.configure": Permission(
        "Open, rename and close ledger accounts",
        "The chart decides where money is looked for.",
        frozenset({OWNER}),
    ),
    "ledger.adjust": Permission(
        "Propose an adjustment",
        "Books are corrected by two people: this is the first.",
        frozenset({OWNER, OPERATIONS}),
    ),
    "ledger.approve": Permission(
        "Approve or reject an adjustment",
        "Books are corrected by two people: this is the second.",
        frozenset({OWNER, COMPLIANCE}),
    ),
    "ledger.lock": Permission(
        "Lock a period", "After it nothing more is written into those days.", frozenset({OWNER})
    ),
    "holds.change": Permission(
        "Change or release a hold",
        "Held money becomes money that can be spent.",
        frozenset({OWNER, OPERATIONS}),
    ),
    "audit.view": Permission(
        "See and verify the audit trail",
        "It names what everybody did; whoever answers for the others must be able to look.",
        frozenset({OWNER, COMPLIANCE}) | OFFICERS,
    ),
    "team.view": Permission(
        "See who can do what, and the team",
        "Nobody should have to guess whom to ask.",
        STAFF | OFFICERS,
    ),
    "users.invite": Permission(
        "Invite people, and set an examiner's last day",
        "Whoever lets people in answers for what they do.",
        CHIEFS,
    ),
    "users.change_role": Permission(
        "Change somebody's role", "It changes all that the person may do.", CHIEFS
    ),
    "users.disable": Permission(
        "End somebody's access, or give it back",
        "Who leaves the company leaves at once, everywhere.",
        CHIEFS,
    ),
    "users.reset": Permission(
        "Make somebody set up sign-in again",
        "A lost phone must not be the finder's way in.",
        CHIEFS,
    ),
    "addresses.change": Permission(
        "Say from which networks staff may come",
        "A wrong list shuts everybody out.",
        CHIEFS,
    ),
    "support.end": Permission(
        "End a support access",
        "The console is the partner's: nobody looks on against its owner's will.",
        frozenset({OWNER}),
    ),
    "views.keep": Permission(
        "Keep a list as one likes to see it",
        "A view holds words and filters, and shows nobody more than the list does.",
        STAFF | BANKERS,
    ),
    "views.share": Permission(
        "Share a view of a list with the team",
        "What is shared stands on everybody's page.",
        frozenset({OWNER, OPERATIONS, COMPLIANCE}) | BANKERS,
    ),
    "approvals.view": Permission(
        "See what waits for a second person",
        "Whoever asks must be able to see who decides, and what was decided.",
        STAFF | OFFICERS,
    ),
    "approvals.withdraw": Permission(
        "Take back what one has asked for",
        "Only ever one's own request; nothing happens then.",
        frozenset({OWNER, OPERATIONS, COMPLIANCE, OVERSIGHT_OFFICER, BSA_OFFICER}),
    ),
    "approvals.decide": Permission(
        "Say yes or no to a request",
        "The second pair of eyes; each rule names which of these roles it trusts.",
        frozenset({OWNER, OPERATIONS, COMPLIANCE, OVERSIGHT_OFFICER, BSA_OFFICER}),
    ),
    "approvals.configure": Permission(
        "Set when a second person is needed",
        "Tightening is one person's work; loosening a rule takes two.",
        frozenset({OWNER, COMPLIANCE, OVERSIGHT_OFFICER, BSA_OFFICER}),
    ),
    "brand.edit": Permission(
        "Work on the brand, and send it to the bank",
        "A draft is seen by nobody else; the bank looks at it before any customer does.",
        frozenset({OWNER, OPERATIONS}),
    ),
    "brand.publish": Permission(
        "Publish a brand version, or bring an earlier one back",
        "Every customer sees it at once.",
        frozenset({OWNER}),
    ),
    "brands.decide": Permission(
        "Approve or reject a partner's brand",
        "The bank answers for what is said in its name.",
        frozenset({OVERSIGHT_OFFICER, BSA_OFFICER}),
    ),
    "sso.configure": Permission(
        "Set up single sign-on",
        "Whoever decides who vouches for people decides who comes in.",
        frozenset({OWNER, OVERSIGHT_OFFICER}),
    ),
    "notes.write": Permission(
        "Write notes among colleagues",
        "A note is a person's word on record; it is withdrawn, never changed.",
        frozenset({OWNER, OPERATIONS, COMPLIANCE, SUPPORT}) | BANKERS,
    ),
    "assignments.change": Permission(
        "Say who looks after something",
        "Whoever shares the work must be able to hand it on.",
        frozenset({OWNER, OPERATIONS, COMPLIANCE, SUPPORT}) | BANKERS,
    ),
    "messages.answer": Permission(
        "Answer customers' messages",
        "What is written is the brand's word to a customer.",
        frozenset({OWNER, OPERATIONS, COMPLIANCE, SUPPORT}),
    ),
    "oversight.view": Permission(
        "See every partner of the bank",
        "The bank answers for all of them, and its examiner looks at all of them.",
        OFFICERS,
    ),
    "files.upload": Permission(
        "Hand in a received file",
        "A file makes entries in partners' books.",
        frozenset({OVERSIGHT_OFFICER, BANK_OPERATIONS}),
    ),
    "breaks.explain": Permission(
        "Explain a break",
        "An explanation closes a difference between the bank's cash and the books.",
        frozenset({OVERSIGHT_OFFICER, BANK_OPERATIONS}),
    ),
    "portal.use": Permission(
        "Use the portal", "One customer, one set of accounts.", frozenset({CUSTOMER})
    ),
}


def may(role: str, permission: str) -> bool:
    """Whether a role holds a permission; an unknown role or permission holds nothing."""
    known = PERMISSIONS.get(permission)
    return known is not None and role in known.roles


def grants(role: str) -> frozenset[str]:
    """Every permission of a role."""
    return frozenset(name for name, known in PERMISSIONS.items() if role in known.roles)


def kind_of(role: str) -> str:
    """Whose login a role belongs to: user, officer or customer."""
    return ROLES[role].kind


def roles_of(kind: str) -> dict[str, Role]:
    """The built-in roles of one kind of login, in the order they are shown."""
    return {name: role for name, role in ROLES.items() if role.kind == kind}


def areas_of(kind: str) -> dict[str, dict[str, Permission]]:
    """The permissions somebody of a kind may hold, area by area."""
    areas: dict[str, dict[str, Permission]] = {}
    for name, known in PERMISSIONS.items():
        if known.is_held_by(kind):
            areas.setdefault(name.partition(".")[0], {})[name] = known
    return areas
