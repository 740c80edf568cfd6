"""The catalogue: every letter there is, its words, and the values it may be given."""

import re
from dataclasses import dataclass, replace

from app.kernel.languages import gettext
from app.kernel.words import words_of

VALUE = re.compile(r"\{\{\w+\}\}")


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One letter; text and HTML are made of the same sentences, `{{word}}` stands for a value."""

    subject: str
    opening: tuple[str, ...]
    words: frozenset[str]
    facts: tuple[tuple[str, str], ...] = ()
    button: tuple[str, str] | None = None
    closing: tuple[str, ...] = ()


def said(kind: LetterKind) -> LetterKind:
    """The letter's sentences in the spoken language; its words are filled in afterwards."""
    return replace(
        kind,
        subject=gettext(kind.subject),
        opening=tuple(gettext(line) for line in kind.opening),
        facts=tuple((gettext(name), value) for name, value in kind.facts),
        button=(gettext(kind.button[0]), kind.button[1]) if kind.button else None,
        closing=tuple(gettext(line) for line in kind.closing),
    )


NOT_YOU = (
    (
        "If this was you, there is nothing to do. If it was not, choose a new password at "
        "{{reset_link}} and write to {{support_email}} at once."
    ),
)
NEVER_ASKED = (
    (
        "If you did not ask for this, you can ignore this message. Nobody can use the link "
        "without it, and nothing was changed."
    ),
)
WHEN = ("When", "{{when}}")
DEVICE = ("Device", "{{device}}")


def _notice(subject: str, opening: str, *facts: tuple[str, str], words: str) -> LetterKind:
    """Something about how a person signs in has changed."""
    return LetterKind(
        subject=subject,
        opening=(opening,),
        facts=facts,
        words=frozenset(words.split()),
        button=("See your security page", "{{security_link}}"),
        closing=NOT_YOU,
    )


LETTERS = {
    "new_device": _notice(
        "New sign-in to your {{brand}} account",
        "Somebody signed in to your account from a device we had not seen before.",
        DEVICE,
        WHEN,
        words="device when",
    ),
    "password_changed": _notice(
        "Your {{brand}} password was changed",
        "The password of your account was changed, and every other session was ended.",
        WHEN,
        words="when",
    ),
    "factor_added": _notice(
        "A way to sign in was added to your {{brand}} account",
        "Your account can now be opened with one more thing.",
        ("Added", "{{factor}}"),
        WHEN,
        words="factor when",
    ),
    "factor_removed": _notice(
        "A way to sign in was removed from your {{brand}} account",
        "Your account can no longer be opened with this.",
        ("Removed", "{{factor}}"),
        WHEN,
        words="factor when",
    ),
    "recovery_code_used": _notice(
        "A recovery code of your {{brand}} account was used",
        "Somebody signed in with one of your recovery codes. Each works once.",
        ("Codes left", "{{left}}"),
        WHEN,
        words="left when",
    ),
    "sessions_ended": _notice(
        "Your other {{brand}} sessions were ended",
        "Every session of your account but one was ended. Sign in again where you need to.",
        WHEN,
        words="when",
    ),
    "email_change_asked": _notice(
        "Somebody asked to change your {{brand}} e-mail address",
        "The new address must be confirmed before it counts. Until then yours stays as it is.",
        ("New address", "{{new_email}}"),
        WHEN,
        words="new_email when",
    ),
    "email_changed": _notice(
        "Your {{brand}} e-mail address was changed",
        "From now on you sign in with another address, and our letters go there.",
        ("New address", "{{new_email}}"),
        WHEN,
        words="new_email when",
    ),
    "role_changed": _notice(
        "Your role at {{brand}} was changed",
        "You may do other things from now on, and sign in again for it.",
        ("Before", "{{before}}"),
        ("Now", "{{after}}"),
        ("Changed by", "{{by}}"),
        WHEN,
        words="before after by when",
    ),
    "role_kept": _notice(
        "You are still {{role}} of {{brand}}",
        "Your identity provider gives you another role now. You are the last one who can let "
        "people in, so nothing was changed here and nobody was signed in. Ask whoever looks after "
        "the provider to give the role back to you, or to somebody else who signs in first.",
        ("Identity provider", "{{provider}}"),
        ("Your role here", "{{role}}"),
        ("The provider says", "{{refused}}"),
        WHEN,
        words="provider role refused when",
    ),
    "approval_waits": LetterKind(
        subject="Something waits for your decision at {{brand}}",
        opening=(
            (
                "Somebody asked for something that needs a second person, and you may be it. "
                "Read it before you decide: it happens exactly as it is shown."
            ),
        ),
        words=frozenset({"what", "by", "until", "request_path"}),
        facts=(("Asked for", "{{what}}"), ("Asked by", "{{by}}"), ("Waits until", "{{until}}")),
        button=("See the request", "{{request_path}}"),
        closing=("Others of the team may have decided it by the time you read this.",),
    ),
    "approval_decided": LetterKind(
        subject="Your request at {{brand}} was decided",
        opening=("What you asked for does not wait any more.",),
        words=frozenset({"what", "outcome", "by", "when", "request_path"}),
        facts=(
            ("Asked for", "{{what}}"),
            ("Outcome", "{{outcome}}"),
            ("Ended by", "{{by}}"),
            WHEN,
        ),
        button=("See the request", "{{request_path}}"),
    ),
    "payment_agreed": LetterKind(
        subject="Your payment from {{brand}} goes out",
        opening=("A payment of yours needed a second look. It was agreed to and goes out now.",),
        words=frozenset({"when", "payment_path"}),
        facts=(WHEN,),
        button=("See the payment", "{{payment_path}}"),
    ),
    "payment_not_agreed": LetterKind(
        subject="Your payment from {{brand}} does not go out",
        opening=(
            (
                "A payment of yours needed a second look and was not agreed to. "
                "The money that was held for it is yours to use again."
            ),
        ),
        words=frozenset({"when", "payment_path"}),
        facts=(WHEN,),
        button=("See the payment", "{{payment_path}}"),
        closing=("If you do not know why, write to {{support_email}}.",),
    ),
    "access_ended": _notice(
        "Your access to {{brand}} was ended",
        "You can no longer sign in. Every session of yours was ended.",
        ("Ended by", "{{by}}"),
        WHEN,
        words="by when",
    ),
    "factors_removed": _notice(
        "Set up sign-in to {{brand}} again",
        "Somebody of your team removed your second factor, because a phone or a key was lost. "
        "Sign in with your password and set up a new one. Until then your password alone begins "
        "a session that can do nothing else.",
        ("Removed by", "{{by}}"),
        WHEN,
        words="by when",
    ),
    "message_waiting": LetterKind(
        subject="You have a message from {{brand}}",
        opening=("We have written to you. Sign in to read it and to answer.",),
        words=frozenset({"link_path"}),
        button=("Read the message", "{{link_path}}"),
        closing=("For your safety, a letter never says what is in the message.",),
    ),
    "brand_sample": LetterKind(
        subject="A letter from {{brand}}, as customers will see it",
        opening=("This is how letters look in the version that is being worked on.",),
        words=frozenset({"look"}),
        facts=(("Look", "{{look}}"),),
        button=("A button", "{{home_link}}"),
    ),
    "invitation": LetterKind(
        subject="{{inviter}} invited you to {{brand}}",
        opening=(
            (
                "You can join the team of {{brand}}. Choose a password, then set up a "
                "second factor; it takes two minutes and needs a phone or a passkey."
            ),
        ),
        words=frozenset({"inviter", "role", "until", "link_path"}),
        facts=(
            ("Your role", "{{role}}"),
            ("Invited by", "{{inviter}}"),
            ("Good until", "{{until}}"),
        ),
        button=("Accept the invitation", "{{link_path}}"),
        closing=("If you do not know why you got this, you can ignore it.",),
    ),
    "password_reset": LetterKind(
        subject="Choose a new {{brand}} password",
        opening=(
            (
                "Somebody asked for a new password for your account. The link works once, until "
                "{{until}}. You will need your second factor as always."
            ),
        ),
        words=frozenset({"until", "link_path"}),
        button=("Choose a new password", "{{link_path}}"),
        closing=NEVER_ASKED,
    ),
    "email_verification": LetterKind(
        subject="Confirm your e-mail address for {{brand}}",
        opening=("Confirm that this address is yours. The link works once, until {{until}}.",),
        words=frozenset({"until", "link_path"}),
        button=("Confirm this address", "{{link_path}}"),
        closing=NEVER_ASKED,
    ),
}


def letter_subject(kind: str, *, brand: str) -> str:
    """What stands above a letter, without the values that only its reader sees."""
    known = LETTERS.get(kind)
    if known is None:
        return kind.replace("_", " ").capitalize()
    return VALUE.sub("…", gettext(known.subject).replace("{{brand}}", brand))


def kinds_about(words: tuple[str, ...]) -> tuple[str, ...]:
    """The kinds of letter whose subject has words that begin like each of these."""
    return tuple(
        name
        for name, kind in LETTERS.items()
        if all(
            any(known.startswith(word) for known in words_of(gettext(kind.subject)))
            for word in words
        )
    )
