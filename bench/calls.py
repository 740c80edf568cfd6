"""The SQL that calls the ledger's functions, as the database at hand knows them.

Arguments are found by their names in the catalogue, so the same bench measures other revisions.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, text

BATCH = 500
PAIR = """\\set a random(0, {last})
\\set b (:a + random(1, {last})) % {count}
"""
IN_ARGUMENTS = """
select a.name from pg_proc p,
    unnest(p.proargnames, p.proargmodes) with ordinality a (name, mode, place)
where p.pronamespace = 'guildhall'::regnamespace and p.proname = :function
  and coalesce(a.mode, 'i') = 'i'
order by a.place
"""
# What each argument of guildhall.post is given; names that a revision lacks are left out.
SINGLE = {
    "p_partner": "guildhall.current_partner()",
    "p_id": "uuidv7()",
    "p_key": "gen_random_uuid()::text",
    "p_fingerprint": "'\\x00'::bytea",
    "p_cause": "'book_transfer'",
    "p_subject_kind": "'bench'",
    "p_subject_id": "uuidv7()",
    "p_description": "'Bench'",
    "p_effective_on": "current_date",
    "p_posted_at": "now()",
    "p_reverses": "null",
    "p_details": "null",
    "p_accounts": "array[{debit}, {credit}]",
    "p_sides": "array['debit', 'credit']",
    "p_amounts": "array[1, 1]::bigint[]",
    "p_currencies": "array['USD', 'USD']",
    "p_descriptions": "array[null, null]::text[]",
    "p_settles_hold": "null",
}
OF_EACH = "(select array_agg({0} order by n) from t)"
OF_LINES = "(select array_agg({0} order by n, line) from lines)"
BATCHED = {
    "p_partner": "guildhall.current_partner()",
    "p_posted_at": "now()",
    "p_is_atomic": "true",
    "p_ids": OF_EACH.format("uuidv7()"),
    "p_keys": OF_EACH.format("gen_random_uuid()::text"),
    "p_causes": OF_EACH.format("'book_transfer'::text"),
    "p_subject_kinds": OF_EACH.format("'bench'::text"),
    "p_subject_ids": OF_EACH.format("uuidv7()"),
    "p_words": OF_EACH.format("'Bench'::text"),
    "p_effective_ons": OF_EACH.format("day"),
    "p_details": OF_EACH.format("null::jsonb"),
    "p_holds": OF_EACH.format("null::uuid"),
    "p_places": OF_LINES.format("n::integer"),
    "p_accounts": OF_LINES.format("account"),
    "p_sides": OF_LINES.format("side"),
    "p_amounts": OF_LINES.format("1::bigint"),
    "p_currencies": OF_LINES.format("'USD'::text"),
    "p_descriptions": OF_LINES.format("null::text"),
}
AS_SETS = """with t as materialized (
    select n, {debit} as debit, {credit} as credit, {day} as day from {numbers}
), lines as materialized (
    select n, 1 as line, debit as account, 'debit'::text as side from t
    union all select n, 2, credit, 'credit' from t
)
select count(*) from guildhall.post_batch("""


@dataclass(frozen=True)
class Calls:
    """One posting, and one batch when there is a function for it."""

    single: str
    batch: str | None

    def spread(self, accounts: int) -> str:
        """Two random guarded accounts, never the same."""
        choose = PAIR.format(last=accounts - 1, count=accounts)
        return choose + self.single.format(debit="bench_account(:a)", credit="bench_account(:b)")

    def hot(self, accounts: int, pooled: str) -> str:
        """One pooled account in every transaction."""
        choose = f"\\set b random(0, {accounts - 1})\n"
        return choose + self.single.format(debit=f"'{pooled}'::uuid", credit="bench_account(:b)")

    def batch_of(self, debit: str, credit: str, *, count: int = BATCH, day: str) -> str:
        """A whole batch, made on the server; `n` counts from 1 in the expressions."""
        assert self.batch is not None
        numbers = f"generate_series(1, {count}) n"
        return self.batch.format(debit=debit, credit=credit, day=day, numbers=numbers)

    def spread_batch(self, accounts: int, *, count: int = BATCH) -> str:
        """Random pairs: the second is drawn from the accounts that follow the first."""
        assert self.batch is not None
        first = f"floor(random() * {accounts})::int"
        drawn = (
            f"(select n, a, (a + 1 + floor(random() * {accounts - 1})::int) % {accounts} as b "
            f"from (select n, {first} as a from generate_series(1, {count}) n) x)"
        )
        debit, credit = "bench_account(a)", "bench_account(b)"
        return self.batch.format(
            debit=debit, credit=credit, day="current_date", numbers=f"{drawn} y"
        )


def known_calls(connection: Connection) -> Calls:
    """The calls that fit this database; raises RuntimeError for an argument not known here."""
    single = f"select p.transaction_id from guildhall.post({_given(connection, 'post', SINGLE)}) p;"
    has_batch = _names(connection, "post_batch")
    if not has_batch:
        return Calls(f"{single}\n", None)
    batch = f"{AS_SETS}{_given(connection, 'post_batch', BATCHED)}) b where b.outcome = 'posted';"
    return Calls(f"{single}\n", f"{batch}\n")


def _given(connection: Connection, function: str, values: dict[str, str]) -> str:
    names = _names(connection, function)
    if unknown := [name for name in names if name not in values]:
        raise RuntimeError(
            f"guildhall.{function} takes {', '.join(unknown)}: add a value to bench/calls.py"
        )
    return ", ".join(values[name] for name in names)


def _names(connection: Connection, function: str) -> list[str]:
    return list(connection.scalars(text(IN_ARGUMENTS), {"function": function}))
