"""Every action leaves its audit record, or says here why its caller does."""

from pathlib import Path

BANKING = Path(__file__).resolve().parents[2] / "app" / "banking"
RECORDED_ELSEWHERE = {
    "access/actions/end_other_sessions.py": "through `end_sessions_of`, and the letter",
    "access/actions/tell.py": "the letter is recorded where it is written",
    "lists/actions/write_part.py": "asking for the export is recorded, and taking it along",
    "brands/actions/send_sample.py": "the letter is recorded where it is queued",
    "brands/actions/publish_due.py": "through `publish_version`",
    "accounts/actions/assess_application.py": "concludes through customers' `conclude`",
    "accounts/actions/decide_application.py": "concludes through customers' `conclude`",
    "decisions/actions/decide.py": "votes and endings are recorded by approvals",
    "decisions/actions/end_request.py": "endings are recorded by `close_approval`",
    "events/actions/publish.py": "the outbox row is the record of what must follow",
    "invariants/actions/keep_findings.py": "an observation; it changes nothing it looks at",
    "invariants/actions/keep_run.py": "an observation; it changes nothing it looks at",
    "ledger/actions/end_hold.py": "part of a cancellation or of the expiring worker",
    "ledger/actions/introduce_key.py": "a public key, endorsed by the one before",
    "ledger/actions/open_ledger_account.py": "part of opening an account or a program",
    "ledger/actions/place_hold.py": "part of sending a payment",
    "ledger/actions/post.py": "the transaction is immutable, with its cause and subject",
    "ledger/actions/post_all.py": "the transactions are immutable, as those of `post`",
    "ledger/actions/post_batch.py": "the transactions are immutable, as those of `post`",
    "ledger/actions/resize_hold.py": "through `change_hold`, with the reason",
    "ledger/actions/seal.py": "the signed block is the record",
    "mail/actions/end_letter.py": "the letter's writing is recorded; its row says the rest",
    "approvals/actions/tell_checkers.py": "each letter is recorded where it is queued",
    "approvals/actions/tell_maker.py": "the letter is recorded where it is queued",
    "oversight/actions/record_attack.py": "how the program was tried; no partner and no person",
    "payments/actions/assign_returns.py": "each return is recorded where it is posted",
    "payments/actions/post_return.py": "through `return_ach`",
    "payments/actions/post_share.py": "through `receive_ach`, `record_suspense`, `post_return`",
    "payments/actions/replace_waiting.py": "one payment is canceled, another requested",
    "payments/actions/reserve_file.py": "an empty place; building the file is recorded",
    "payments/actions/settle.py": "through the settling of each payment",
    "reconciliation/actions/reconcile.py": "each break is recorded where it is opened",
    "sso/actions/begin_attempt.py": "nothing has happened until the browser is back",
    "sso/actions/keep_keys.py": "an observation of what a provider publishes",
    "sso/actions/take_attempt.py": "the sign-in, link or refusal that follows is recorded",
    "sso/actions/take_logout.py": "the sessions it ends are recorded by access",
    "team/actions/ask_to_change_provider.py": "through `ask` or `change_provider`",
    "team/actions/apply_provider_terms.py": "through `change_provider`",
    "team/actions/ask_to_add_network.py": "through `ask` or `add_network`",
    "team/actions/ask_to_remove_network.py": "through `ask` or `remove_network`",
    "team/actions/ask_to_change_role.py": "through `ask` or `change_role`",
    "team/actions/ask_to_disable.py": "through `ask` or `disable`",
    "team/actions/ask_to_invite.py": "through `ask` or `invite`",
    "statements/actions/plan_month.py": "plans work; each statement is recorded",
    "trail/actions/root_trail.py": "beside the ledger's root of the day, which is recorded",
    "trail/actions/seal_trail.py": "the signed block is the record",
}


def test_every_action_leaves_its_record() -> None:
    silent = {
        path.relative_to(BANKING).as_posix()
        for path in BANKING.glob("*/actions/*.py")
        if path.name != "__init__.py" and "record(" not in path.read_text(encoding="utf-8")
    }
    assert silent == set(RECORDED_ELSEWHERE), "write record(...) in the action's transaction"
