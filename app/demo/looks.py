"""How the demo's brands look: what they published, and what waits for their bank."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.banking.access.persons import person_key
from app.banking.access.queries import users
from app.banking.brands.actions.approve import approve
from app.banking.brands.actions.keep_logo import keep_logo
from app.banking.brands.actions.publish_version import publish_version
from app.banking.brands.actions.save_draft import save_draft
from app.banking.brands.actions.submit import submit
from app.banking.brands.queries import look_now
from app.banking.team.queries import team
from app.demo.drawings import juniper_logo, juniper_mark
from app.demo.remarks import remark_as_bank, remark_on_version
from app.demo.stage import BankStage
from app.kernel.actor import Actor, ActorKind
from app.kernel.ids import BrandVersionId
from app.storage.session import house_work, partner_work

SENT_FOR, DECIDED_FOR, NOTED_FOR = timedelta(hours=5), timedelta(hours=2), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class LookPlan:
    """A version: the tokens that change, its note, how long ago, and whether customers see it."""

    tokens: dict[str, Any]
    note: str
    ago: timedelta
    is_published: bool = True
    with_links: bool = False
    wording: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)


LOOKS = {
    "harbor": (
        LookPlan(
            {"radius": "8px", "accent": "#c2572a"},
            "Rounder, and a calmer orange beside it. Help, privacy and terms have addresses.",
            timedelta(days=19),
            with_links=True,
        ),
        LookPlan(
            {"brand": "#0f5f63", "display_font": "figtree"},
            "The sea is greener in spring: new brand color, and headings in Figtree.",
            timedelta(hours=6),
            is_published=False,
        ),
    ),
    "juniper": (
        LookPlan(
            {"brand": "#35643f", "accent": "#8f4a6b"},
            "Our green a little deeper, so that it reads on phones outdoors.",
            timedelta(days=33),
            with_links=True,
            wording={
                "apply.lead": "Five minutes, and the whole family is in.",
                "apply.lead@es-US": "Cinco minutos, y toda la familia está dentro.",
                "mail.closing": "Your {{brand}} team",
                "mail.closing@es-US": "Su equipo de {{brand}}",
            },
            pictures={
                "light": juniper_logo("#2c4a33", "#8f4a6b"),
                "dark": juniper_logo("#f4f1e8", "#d9a9c0"),
                "mark": juniper_mark("#2c4a33", "#f4f1e8", "#d9a9c0"),
            },
        ),
    ),
}


def leave_looks(stage: BankStage, *, now: datetime) -> None:
    """By the actions everybody uses: the owner sends, an officer of the bank decides."""
    with partner_work(stage.books.house_id) as db:
        officer = _officer(db, now)
    for brand in stage.brands:
        slug = brand.script.brand.slug
        for plan in LOOKS.get(slug, ()):
            with partner_work(brand.partner_id) as db:
                sent = _tell(db, plan, slug, officer, now - plan.ago)
            if not plan.is_published:
                with house_work(stage.books.house_id, stage.books.bank_id) as house:
                    remark_as_bank(house, sent, officer, now - plan.ago / 2)


def _tell(db: Session, plan: LookPlan, slug: str, officer: Actor, at: datetime) -> BrandVersionId:
    owner, look = _owner(db), look_now(db)
    links = {"support": "help", "privacy": "privacy", "terms": "terms"} if plan.with_links else {}
    brand = replace(
        look,
        theme=replace(look.theme, **plan.tokens),
        links={**look.links, **{key: f"https://{slug}.example/{at}" for key, at in links.items()}},
    )
    brand = replace(brand, wording={**look.wording, **plan.wording})
    save_draft(db, brand, actor=owner, now=at)
    for place, drawing in plan.pictures.items():
        keep_logo(db, place, drawing, alt=slug.capitalize(), actor=owner, now=at)
    sent = submit(db, note=plan.note, actor=owner, now=at)
    if plan.is_published:
        _publish(db, sent, owner, officer, at)
    else:
        remark_on_version(db, sent, owner, at + NOTED_FOR)
    return sent


def _publish(db: Session, sent: BrandVersionId, owner: Actor, officer: Actor, at: datetime) -> None:
    approve(db, version_id=sent, actor=officer, now=at + DECIDED_FOR)
    publish_version(db, version_id=sent, actor=owner, now=at + SENT_FOR)


def _officer(db: Session, now: datetime) -> Actor:
    who = next(each for each in team(db, "officer", wall=now) if each.role == "oversight_officer")
    return _actor("officer", who.id, who.name, who.role, who.email)


def _owner(db: Session) -> Actor:
    who = next(user for user in users(db) if user.role == "owner")
    return _actor("user", who.id, who.name, who.role, who.email)


def _actor(kind: ActorKind, login_id: UUID, name: str, role: str, email: str) -> Actor:
    door = "oversight" if kind == "officer" else "console"
    return Actor(kind, login_id, name, door=door, role=role, person=person_key(email))
