"""Who is one person: several logins of the same e-mail address are the same human being."""

import hashlib


def person_key(email: str) -> str:
    """Equal for every login of one mailbox, whichever surface; tells nobody the address."""
    local, _, domain = email.strip().lower().rpartition("@")
    return hashlib.sha256(f"{local.partition('+')[0]}@{domain}".encode()).hexdigest()
