"""Versions of a brand's look, what happened to each, and the draft; every brand gets its first.

Safe while the old code runs: yes, it only adds tables; a partner's theme stays its preset's name
until the new code publishes a version.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import own_by_partner

revision = "0029_brands"
down_revision = "0028_list_orders"
branch_labels = None
depends_on = None

A_MOMENT = sa.DateTime(timezone=True)
STATUSES = (
    "status in ('in_review', 'withdrawn', 'rejected', 'approved', 'scheduled', 'published',"
    " 'superseded', 'rolled_back')"
)
# The presets as they were on the day of this migration: digest and document.
FIRST = {
    "guildhall": (
        "333eafc36ceb155621892e0dfb30f1615f8478f5612582a4881f19b2928f86a8",
        (
            '{"color":{"accent":"#b7791f","brand":"#3d4f8f","frame":"quiet","tone":"cool"},"forma'
            't":1,"links":{},"logos":{},"monogram":"G","name":"Guildhall","shape":{"density":"com'
            'fortable","mark":"shield","radius":"6px"},"type":{"display":"inter","text":"inter"},'
            '"wording":{}}'
        ),
    ),
    "harbor": (
        "91a15759ac46be90da97d8dc41d08cced3a7dd8abcbb2a8d42a774e412b90f3e",
        (
            '{"color":{"accent":"#d9652b","brand":"#0b5d7a","frame":"ink","tone":"cool"},"format"'
            ':1,"links":{},"logos":{},"monogram":"H","name":"Harbor","shape":{"density":"comforta'
            'ble","mark":"square","radius":"6px"},"type":{"display":"inter","text":"inter"},"word'
            'ing":{}}'
        ),
    ),
    "juniper": (
        "4cf73f26d66d0f03df9bfb93f57c98a33174f5ed452d6421a449738f4b8133e8",
        (
            '{"color":{"accent":"#8a4f7d","brand":"#2f6b3c","frame":"brand","tone":"warm"},"forma'
            't":1,"links":{},"logos":{},"monogram":"J","name":"Juniper","shape":{"density":"comfo'
            'rtable","mark":"leaf","radius":"12px"},"type":{"display":"source-serif","text":"figt'
            'ree"},"wording":{}}'
        ),
    ),
    "tally": (
        "30b4189f055d4a15d328a5a6d6f50658f3908abfdc9272228803ca3318e12191",
        (
            '{"color":{"accent":"#c2410c","brand":"#5b3df5","frame":"quiet","tone":"neutral"},"fo'
            'rmat":1,"links":{},"logos":{},"monogram":"T","name":"Tally","shape":{"density":"comf'
            'ortable","mark":"round","radius":"2px"},"type":{"display":"figtree","text":"figtree"'
            '},"wording":{}}'
        ),
    ),
    "cedar": (
        "602fb4143e0452dbc4f81605c5a409648f2b52d8dd07cb5379973c6e8c4eca3e",
        (
            '{"color":{"accent":"#43616b","brand":"#7a2e22","frame":"quiet","tone":"warm"},"forma'
            't":1,"links":{},"logos":{},"monogram":"CB","name":"Cedar Bank","shape":{"density":"c'
            'omfortable","mark":"shield","radius":"4px"},"type":{"display":"source-serif","text":'
            '"inter"},"wording":{}}'
        ),
    ),
    "granite": (
        "3b15c831533680d0ddda24232683e1b8db9e3f5306922338777fc2e96f1bb5de",
        (
            '{"color":{"accent":"#2f6fb0","brand":"#27303b","frame":"ink","tone":"cool"},"format"'
            ':1,"links":{},"logos":{},"monogram":"GT","name":"Granite Trust","shape":{"density":"'
            'comfortable","mark":"square","radius":"4px"},"type":{"display":"inter","text":"inter'
            '"},"wording":{}}'
        ),
    ),
}
MAKE_FIRST = """
    insert into brand_version (partner_id, id, number, document, digest, note, made_by, made_label,
        made_person, made_at, status, changed_at, due_at)
    select id, gen_random_uuid(), 1, :document, :digest, 'The look it began with.', null,
        'Guildhall', '', created_at, 'published', created_at, null
    from partner where theme = :theme and not is_house
"""
TELL_FIRST = """
    insert into brand_event (partner_id, id, version_id, status, at, actor_kind, actor_id,
        actor_label, note)
    select partner_id, gen_random_uuid(), id, status, made_at, 'operator', null, made_label, ''
    from brand_version
"""


def upgrade() -> None:
    _make_versions()
    _make_events()
    _make_drafts()
    # What a version says never changes: only where it stands.
    own_by_partner("brand_version", app="select, insert")
    op.execute("grant update (status, changed_at, due_at) on brand_version to guildhall_app")
    own_by_partner("brand_event", app="select, insert")
    own_by_partner("brand_draft", bank="")
    for theme, (digest, document) in FIRST.items():
        told = {"theme": theme, "digest": digest, "document": document}
        op.execute(sa.text(MAKE_FIRST).bindparams(**told))
    op.execute(TELL_FIRST)


def _make_versions() -> None:
    op.create_table(
        "brand_version",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_label", sa.Text(), nullable=False),
        sa.Column("made_person", sa.Text(), nullable=False),
        sa.Column("made_at", A_MOMENT, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("changed_at", A_MOMENT, nullable=False),
        sa.Column("due_at", A_MOMENT, nullable=True),
        sa.CheckConstraint(STATUSES, name=op.f("ck_brand_version_status")),
        sa.CheckConstraint(
            "(status = 'scheduled') = (due_at is not null)", name=op.f("ck_brand_version_due")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_brand_version_partner_id")
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_brand_version")),
        sa.UniqueConstraint(
            "partner_id", "number", name=op.f("uq_brand_version_partner_id_number")
        ),
    )
    for status in ("published", "in_review"):
        op.create_index(
            f"uq_brand_version_{status}",
            "brand_version",
            ["partner_id"],
            unique=True,
            postgresql_where=f"status = '{status}'",
        )
    op.create_index("ix_brand_version_digest", "brand_version", ["partner_id", "digest"])


def _make_events() -> None:
    op.create_table(
        "brand_event",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("at", A_MOMENT, nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_label", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(STATUSES, name=op.f("ck_brand_event_status")),
        sa.ForeignKeyConstraint(
            ["partner_id", "version_id"],
            ["brand_version.partner_id", "brand_version.id"],
            name=op.f("fk_brand_event_partner_id_version_id"),
        ),
        sa.PrimaryKeyConstraint("partner_id", "id", name=op.f("pk_brand_event")),
    )
    op.create_index("ix_brand_event_version", "brand_event", ["partner_id", "version_id", "at"])


def _make_drafts() -> None:
    op.create_table(
        "brand_draft",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("changed_label", sa.Text(), nullable=False),
        sa.Column("changed_at", A_MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_brand_draft_partner_id")
        ),
        sa.PrimaryKeyConstraint("partner_id", name=op.f("pk_brand_draft")),
    )


def downgrade() -> None:
    op.execute("update partner set theme = 'guildhall' where length(theme) = 64")
    for table in ("brand_draft", "brand_event", "brand_version"):
        op.drop_table(table)
