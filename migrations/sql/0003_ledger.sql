-- The only way into the ledger. Owned by guildhall_ledger, which sees one partner by policy.
-- Refusals have a state of their own, so that callers never read message texts:
--   GH001 not the partner in scope     GH003 does not balance      GH402 below the floor
--   GH403 frozen or closed             GH404 no such account       GH409 key used for another request
--   GH410 hold is no longer open       GH422 malformed

create function guildhall.check_scope(p_partner uuid) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    if p_partner is null or p_partner is distinct from guildhall.current_partner() then
        raise exception 'partner % is not in scope', p_partner using errcode = 'GH001';
    end if;
end
$$;

-- Change guarded accounts, in id order: deltas count in each account's own normal direction.
-- A customer's scope may lower its own accounts only.
create function guildhall.apply_deltas(
    p_partner uuid, p_accounts uuid[], p_deltas bigint[], p_held bigint[]
) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_customer uuid := guildhall.current_customer();
    v_changed integer;
    v_wrong record;
begin
    perform 1 from public.ledger_account a
    where a.partner_id = p_partner and a.id = any(p_accounts)
    order by a.id for no key update;

    update public.ledger_account a
    set current_minor = a.current_minor + d.delta, held_minor = a.held_minor + d.held
    from unnest(p_accounts, p_deltas, p_held) as d (id, delta, held)
    where a.partner_id = p_partner and a.id = d.id
      and a.closed_at is null
      and not (d.delta < 0 and a.is_debit_frozen)
      and not (d.held > 0 and a.is_debit_frozen)
      and not (d.delta > 0 and a.is_credit_frozen)
      and (v_customer is null or a.customer_id = v_customer or d.delta - d.held >= 0)
      and (d.delta - d.held >= 0 or a.floor_minor is null
           or a.current_minor + d.delta - a.held_minor - d.held >= a.floor_minor);
    get diagnostics v_changed = row_count;
    if v_changed = cardinality(p_accounts) then
        return;
    end if;

    -- Fewer than expected: say why, for the first that was left out.
    select a.id, a.closed_at, a.customer_id, d.delta, d.held,
           (d.delta < 0 or d.held > 0) and a.is_debit_frozen
               or d.delta > 0 and a.is_credit_frozen as is_frozen
    into v_wrong
    from unnest(p_accounts, p_deltas, p_held) as d (id, delta, held)
    left join public.ledger_account a on a.partner_id = p_partner and a.id = d.id
    where a.id is null or a.closed_at is not null
       or (d.delta < 0 or d.held > 0) and a.is_debit_frozen
       or d.delta > 0 and a.is_credit_frozen
       or v_customer is not null and a.customer_id is distinct from v_customer
          and d.delta - d.held < 0
    limit 1;
    if not found then
        raise exception 'not enough available money' using errcode = 'GH402';
    elsif v_wrong.closed_at is not null or v_wrong.is_frozen then
        raise exception 'ledger account % is closed or frozen', v_wrong.id using errcode = 'GH403';
    end if;
    raise exception 'no such ledger account' using errcode = 'GH404';
end
$$;

create function guildhall.post(
    p_partner uuid, p_id uuid, p_key text, p_fingerprint bytea,
    p_cause text, p_subject_kind text, p_subject_id uuid, p_description text,
    p_effective_on date, p_posted_at timestamptz, p_reverses uuid, p_details jsonb,
    p_accounts uuid[], p_sides text[], p_amounts bigint[], p_descriptions text[],
    p_settles_hold uuid
) returns table (transaction_id uuid, is_replay boolean)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_first record;
    v_hold_account uuid;
    v_hold_minor bigint;
    v_ids uuid[];
    v_deltas bigint[];
    v_held bigint[];
    v_lines integer := cardinality(p_accounts);
    v_written integer;
begin
    perform guildhall.check_scope(p_partner);
    if v_lines < 2 or v_lines > 10000
       or v_lines <> cardinality(p_sides) or v_lines <> cardinality(p_amounts)
       or v_lines <> cardinality(p_descriptions) then
        raise exception 'a transaction has 2 to 10000 complete lines' using errcode = 'GH422';
    end if;

    -- Insert first: the unique key decides who was first, also among simultaneous requests.
    insert into public.ledger_transaction as t
        (partner_id, id, idempotency_key, fingerprint, cause, subject_kind, subject_id,
         description, effective_on, posted_at, reverses_id, details)
    values (p_partner, p_id, p_key, p_fingerprint, p_cause, p_subject_kind, p_subject_id,
            p_description, p_effective_on, p_posted_at, p_reverses, p_details)
    on conflict (partner_id, idempotency_key) do nothing;
    if not found then
        select t.id, t.fingerprint into strict v_first
        from public.ledger_transaction t
        where t.partner_id = p_partner and t.idempotency_key = p_key;
        if v_first.fingerprint <> p_fingerprint then
            raise exception 'the key was first used for another transaction'
                using errcode = 'GH409';
        end if;
        return query select v_first.id, true;
        return;
    end if;

    insert into public.entry
        (partner_id, transaction_id, line, ledger_account_id, customer_id, side,
         amount_minor, currency, description, effective_on, posted_at)
    select p_partner, p_id, l.line, a.id, a.customer_id, l.side,
           l.amount, a.currency, l.description, p_effective_on, p_posted_at
    from unnest(p_accounts, p_sides, p_amounts, p_descriptions)
         with ordinality as l (account, side, amount, description, line)
    join public.ledger_account a on a.partner_id = p_partner and a.id = l.account
    where a.closed_at is null or not a.is_pooled;
    get diagnostics v_written = row_count;
    if v_written <> v_lines then
        raise exception 'no such ledger account' using errcode = 'GH404';
    end if;
    -- From the lines as given, not from the rows just written: a plan made while the table was
    -- small would read all of the partner's entries to find them.
    perform 1
    from unnest(p_accounts, p_sides, p_amounts) as l (account, side, amount)
    join public.ledger_account a on a.partner_id = p_partner and a.id = l.account
    group by a.currency
    having sum(case l.side when 'debit' then l.amount else -l.amount end) <> 0;
    if found then
        raise exception 'debits and credits differ' using errcode = 'GH003';
    end if;

    if p_settles_hold is not null then
        update public.hold h
        set status = 'settled', ended_at = p_posted_at, transaction_id = p_id
        where h.partner_id = p_partner and h.id = p_settles_hold and h.status = 'open'
          and (guildhall.current_customer() is null
               or h.customer_id = guildhall.current_customer())
        returning h.ledger_account_id, h.amount_minor into v_hold_account, v_hold_minor;
        if not found then
            raise exception 'hold % is not open', p_settles_hold using errcode = 'GH410';
        end if;
    end if;

    select array_agg(s.id order by s.id), array_agg(s.delta order by s.id),
           array_agg(s.held order by s.id)
    into v_ids, v_deltas, v_held
    from (
        select x.id, sum(x.delta)::bigint as delta, sum(x.held)::bigint as held
        from (
            select a.id, case when l.side = a.normal_side then l.amount
                              else -l.amount end as delta, 0 as held
            from unnest(p_accounts, p_sides, p_amounts) as l (account, side, amount)
            join public.ledger_account a on a.partner_id = p_partner and a.id = l.account
            where not a.is_pooled
            union all
            select v_hold_account, 0, -v_hold_minor
            where p_settles_hold is not null
        ) x group by x.id
    ) s;
    if v_ids is not null then
        perform guildhall.apply_deltas(p_partner, v_ids, v_deltas, v_held);
    end if;
    return query select p_id, false;
end
$$;

create function guildhall.place_hold(
    p_partner uuid, p_id uuid, p_account uuid, p_amount bigint, p_currency text,
    p_reason text, p_subject_kind text, p_subject_id uuid, p_key text,
    p_placed_at timestamptz, p_expires_at timestamptz
) returns uuid
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_first record;
begin
    perform guildhall.check_scope(p_partner);
    insert into public.hold
        (partner_id, id, ledger_account_id, customer_id, amount_minor, currency, status,
         reason, subject_kind, subject_id, idempotency_key, placed_at, expires_at)
    select p_partner, p_id, a.id, a.customer_id, p_amount, a.currency, 'open',
           p_reason, p_subject_kind, p_subject_id, p_key, p_placed_at, p_expires_at
    from public.ledger_account a
    where a.partner_id = p_partner and a.id = p_account and a.currency = p_currency
      and not a.is_pooled
    on conflict (partner_id, idempotency_key) do nothing;
    if found then
        perform guildhall.apply_deltas(p_partner, array[p_account], array[0]::bigint[],
                                       array[p_amount]);
        return p_id;
    end if;
    select h.id, h.ledger_account_id, h.amount_minor into v_first
    from public.hold h where h.partner_id = p_partner and h.idempotency_key = p_key;
    if not found then
        raise exception 'no such ledger account' using errcode = 'GH404';
    elsif v_first.ledger_account_id <> p_account or v_first.amount_minor <> p_amount then
        raise exception 'the key was first used for another hold' using errcode = 'GH409';
    end if;
    return v_first.id;
end
$$;

-- Release or expire; true when this call ended it, false when it had ended before.
create function guildhall.end_hold(
    p_partner uuid, p_id uuid, p_status text, p_at timestamptz
) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_hold record;
begin
    perform guildhall.check_scope(p_partner);
    if p_status not in ('released', 'expired') then
        raise exception 'a hold ends released or expired' using errcode = 'GH422';
    end if;
    update public.hold h set status = p_status, ended_at = p_at
    where h.partner_id = p_partner and h.id = p_id and h.status = 'open'
      and (guildhall.current_customer() is null
           or h.customer_id = guildhall.current_customer())
    returning h.ledger_account_id, h.amount_minor into v_hold;
    if not found then
        return false;
    end if;
    perform guildhall.apply_deltas(p_partner, array[v_hold.ledger_account_id],
                                   array[0]::bigint[], array[-v_hold.amount_minor]);
    return true;
end
$$;

create function guildhall.open_ledger_account(
    p_partner uuid, p_id uuid, p_program uuid, p_customer uuid, p_code text, p_name text,
    p_kind text, p_currency text, p_is_pooled boolean, p_floor bigint, p_opened_at timestamptz
) returns uuid
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform guildhall.check_scope(p_partner);
    insert into public.ledger_account
        (partner_id, id, program_id, customer_id, code, name, kind, normal_side, currency,
         is_pooled, floor_minor, current_minor, held_minor, is_debit_frozen, is_credit_frozen,
         opened_at)
    values (p_partner, p_id, p_program, p_customer, p_code, p_name, p_kind,
            case when p_kind in ('asset', 'expense') then 'debit' else 'credit' end,
            p_currency, p_is_pooled, p_floor, 0, 0, false, false, p_opened_at);
    return p_id;
end
$$;

create function guildhall.freeze_ledger_account(
    p_partner uuid, p_id uuid, p_debit boolean, p_credit boolean
) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform guildhall.check_scope(p_partner);
    update public.ledger_account
    set is_debit_frozen = p_debit, is_credit_frozen = p_credit
    where partner_id = p_partner and id = p_id and closed_at is null;
    if not found then
        raise exception 'no such open ledger account' using errcode = 'GH404';
    end if;
end
$$;

-- Closed only at zero, with nothing held.
create function guildhall.close_ledger_account(p_partner uuid, p_id uuid, p_at timestamptz)
returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform guildhall.check_scope(p_partner);
    update public.ledger_account set closed_at = p_at
    where partner_id = p_partner and id = p_id and closed_at is null and not is_pooled
      and current_minor = 0 and held_minor = 0;
    if not found then
        raise exception 'only an empty account can be closed' using errcode = 'GH403';
    end if;
end
$$;

-- Roll a pooled account's entries into its checkpoint. Everything below the oldest running
-- transaction is decided, so nothing can later commit below the mark.
create function guildhall.roll_up(p_partner uuid, p_account uuid, p_at timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_mark xid8 := pg_snapshot_xmin(pg_current_snapshot());
    v_current bigint;
begin
    perform guildhall.check_scope(p_partner);
    perform 1 from public.ledger_checkpoint c
    where c.partner_id = p_partner and c.ledger_account_id = p_account for update;
    insert into public.ledger_checkpoint as c
        (partner_id, ledger_account_id, current_minor, written_below, rolled_at)
    select p_partner, a.id,
           coalesce(old.current_minor, 0) + coalesce(sum(
               case when e.side = a.normal_side then e.amount_minor else -e.amount_minor end), 0),
           v_mark, p_at
    from public.ledger_account a
    left join public.ledger_checkpoint old
      on old.partner_id = a.partner_id and old.ledger_account_id = a.id
    left join public.entry e
      on e.partner_id = a.partner_id and e.ledger_account_id = a.id
     and e.written_by < v_mark
     and e.written_by >= coalesce(old.written_below, '0'::xid8)
    where a.partner_id = p_partner and a.id = p_account and a.is_pooled
    group by a.id, old.current_minor
    on conflict (partner_id, ledger_account_id) do update
        set current_minor = excluded.current_minor,
            written_below = excluded.written_below,
            rolled_at = excluded.rolled_at
        where c.written_below <= excluded.written_below
    returning c.current_minor into v_current;
    return v_current;
end
$$;

do $$
declare
    f regprocedure;
begin
    for f in
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = 'guildhall'::regnamespace
          and p.proname in ('check_scope', 'apply_deltas', 'post', 'place_hold', 'end_hold',
                            'open_ledger_account', 'freeze_ledger_account',
                            'close_ledger_account', 'roll_up')
    loop
        execute format('revoke all on function %s from public', f);
        execute format('grant execute on function %s to guildhall_app', f);
        execute format('alter function %s owner to guildhall_ledger', f);
    end loop;
    for f in
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = 'guildhall'::regnamespace
          and p.proname in ('post', 'place_hold', 'end_hold')
    loop
        execute format('grant execute on function %s to guildhall_portal', f);
    end loop;
    for f in
        select p.oid::regprocedure from pg_proc p
        where p.pronamespace = 'guildhall'::regnamespace
          and p.proname in ('check_scope', 'apply_deltas')
    loop
        execute format('revoke execute on function %s from guildhall_app', f);
    end loop;
end
$$;
