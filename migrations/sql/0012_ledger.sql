-- The only way into the ledger. Owned by guildhall_ledger, which sees one partner by policy.
-- Refusals have a state of their own, so that callers never read message texts:
--   GH001 not the partner in scope     GH003 does not balance         GH402 below the floor
--   GH403 frozen or closed             GH404 no such account          GH405 the period is locked
--   GH406 another currency             GH412 not empty              GH413 below that floor
--   GH409 key used for another request GH410 hold is no longer open   GH411 already reversed
--   GH422 malformed                    GH000 inside this file only: undo a batch's attempt

-- Postgres counts its transactions; the base is raised when a restored database counts anew, so
-- that what is written later always has the greater number. Stable and not immutable: a plan that
-- somebody keeps open notices that it was raised.
create function guildhall.write_number_base() returns bigint
language sql stable parallel safe as $$ select 0::bigint $$;

create function guildhall.write_number() returns bigint
language sql volatile
as $$ select guildhall.write_number_base() + pg_catalog.pg_current_xact_id()::text::bigint $$;

-- Everything below this number is decided: nothing can commit there any more.
create function guildhall.decided_below() returns bigint
language sql volatile
as $$
    select guildhall.write_number_base()
         + pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::text::bigint
$$;

-- The idempotency key as it is kept: the first half of its SHA-256.
create function guildhall.key_digest(p_key text) returns uuid
language sql stable parallel safe
as $$
    select left(encode(sha256(convert_to(p_key, 'UTF8')), 'hex'), 32)::uuid
$$;

create function guildhall.check_scope(p_partner uuid) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp
as $$
begin
    if p_partner is null or p_partner is distinct from guildhall.current_partner()
       or session_user = 'guildhall_portal' and guildhall.current_customer() is null then
        raise exception 'partner % is not in scope', p_partner using errcode = 'GH001';
    end if;
end
$$;

-- Why an account would not move: raises, for the one that was left out. `p_net` counts debits.
create function guildhall.refuse_move(p_partner uuid, p_account uuid, p_net bigint, p_held bigint)
returns void
language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_account public.ledger_account;
    v_customer uuid := guildhall.current_customer();
begin
    select * into v_account
    from public.ledger_account a where a.partner_id = p_partner and a.id = p_account;
    if not found or v_customer is not null and v_account.customer_id is distinct from v_customer
                    and (p_net > 0 or p_held > 0) then
        raise exception 'no such ledger account' using errcode = 'GH404';
    end if;
    if v_account.closed_at is not null then
        raise exception 'ledger account % is closed', p_account using errcode = 'GH403';
    elsif (case when p_held <= 0 and (v_account.normal_side = 'debit') = (p_net >= 0)
           then v_account.is_credit_frozen else v_account.is_debit_frozen end) then
        raise exception 'ledger account % is frozen', p_account using errcode = 'GH403';
    end if;
    raise exception 'not enough available money' using errcode = 'GH402';
end
$$;

-- Change what a guarded account holds; `p_held` is added. Raises unless it may.
create function guildhall.set_aside(p_partner uuid, p_account uuid, p_held bigint) returns void
language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
begin
    update public.ledger_account a
    set held_minor = a.held_minor + p_held
    where a.partner_id = p_partner and a.id = p_account
      and not a.is_pooled and a.closed_at is null
      and (p_held <= 0 or not a.is_debit_frozen
           and a.current_minor - a.held_minor - p_held >= a.floor_minor
           and (guildhall.current_customer() is null
                or a.customer_id = guildhall.current_customer()));
    if not found then
        perform guildhall.refuse_move(p_partner, p_account, 0, p_held);
    end if;
end
$$;

-- What a stored transaction has otherwise than a request with the same key; '' when nothing.
create function guildhall.differences(
    p_partner uuid, p_transaction uuid, p_cause text, p_subject_kind text, p_subject_id uuid,
    p_effective_on date, p_reverses uuid, p_accounts uuid[], p_sides text[], p_amounts bigint[]
) returns text
language sql stable set search_path = pg_catalog, public, pg_temp
as $$
    select concat_ws(', ',
        case when t.cause <> p_cause then 'cause' end,
        case when (t.subject_kind, t.subject_id) is distinct from (p_subject_kind, p_subject_id)
             then 'subject' end,
        case when t.effective_on <> p_effective_on then 'effective_on' end,
        case when t.reverses_id is distinct from p_reverses then 'reverses' end,
        case when (select array_agg((e.ledger_account_id, e.side)::text order by e.line)
                   from public.entry e
                   where e.partner_id = p_partner and e.transaction_id = t.id)
                  is distinct from
                  (select array_agg((l.account, l.side)::text order by l.line)
                   from unnest(p_accounts, p_sides) with ordinality as l (account, side, line))
             then 'accounts' end,
        case when (select array_agg(e.amount_minor::bigint order by e.line)
                   from public.entry e
                   where e.partner_id = p_partner and e.transaction_id = t.id)
                  is distinct from p_amounts
             then 'amounts' end)
    from public.ledger_transaction t
    where t.partner_id = p_partner and t.id = p_transaction
$$;

-- Why one transaction's insert wrote nothing: the first one's id, or a refusal.
create function guildhall.first_under(
    p_partner uuid, p_key text, p_cause text, p_subject_kind text, p_subject_id uuid,
    p_effective_on date, p_reverses uuid, p_accounts uuid[], p_sides text[], p_amounts bigint[]
) returns uuid
language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_first uuid;
    v_differences text;
begin
    select t.id into v_first from public.ledger_transaction t
    where t.partner_id = p_partner and t.key_digest = guildhall.key_digest(p_key);
    if not found then
        raise exception 'the books are locked through %', (
            select max(p.locked_through) from public.ledger_period p where p.partner_id = p_partner
        ) using errcode = 'GH405';
    end if;
    v_differences := guildhall.differences(
        p_partner, v_first, p_cause, p_subject_kind, p_subject_id, p_effective_on, p_reverses,
        p_accounts, p_sides, p_amounts);
    if v_differences <> '' then
        raise exception 'the key was first used for another transaction'
            using errcode = 'GH409', detail = v_differences;
    end if;
    return v_first;
end
$$;

-- A reversal mirrors all that it undoes, and nothing is undone twice.
create function guildhall.check_reversal(p_partner uuid, p_id uuid, p_reverses uuid)
returns void
language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
begin
    if guildhall.current_customer() is not null then
        raise exception 'a customer reverses nothing' using errcode = 'GH404';
    end if;
    perform 1 from public.ledger_transaction t
    where t.partner_id = p_partner and t.reverses_id = p_reverses and t.id <> p_id;
    if found then
        raise exception 'the transaction is already reversed' using errcode = 'GH411';
    end if;
    if (select array_agg((e.ledger_account_id, e.side, e.amount_minor)::text
                         order by e.ledger_account_id, e.side, e.amount_minor)
        from public.entry e where e.partner_id = p_partner and e.transaction_id = p_id)
       is distinct from
       (select array_agg((e.ledger_account_id, case e.side when 'debit' then 'credit'
                                               else 'debit' end, e.amount_minor)::text
                         order by e.ledger_account_id,
                                  case e.side when 'debit' then 'credit' else 'debit' end,
                                  e.amount_minor)
        from public.entry e where e.partner_id = p_partner and e.transaction_id = p_reverses) then
        raise exception 'a reversal swaps the sides of what it undoes' using errcode = 'GH422';
    end if;
end
$$;

create function guildhall.post(
    p_partner uuid, p_id uuid, p_key text,
    p_cause text, p_subject_kind text, p_subject_id uuid, p_description text,
    p_effective_on date, p_posted_at timestamptz, p_reverses uuid, p_details jsonb,
    p_accounts uuid[], p_sides text[], p_amounts bigint[], p_currencies text[],
    p_descriptions text[], p_settles_hold uuid,
    out transaction_id uuid, out is_replay boolean,
    out accounts uuid[], out current_minors bigint[], out held_minors bigint[]
)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_lines integer := cardinality(p_accounts);
    v_customer uuid := guildhall.current_customer();
    v_today date := (p_posted_at at time zone 'UTC')::date;
    v_hold_account uuid;
    v_hold_minor bigint;
    v_nets bigint[];     -- of each account once, in the order in which all postings lock
    v_account record;
    v_id uuid;
    v_net bigint;        -- debits less credits
    v_held bigint;
    v_total bigint := 0;
    v_is_mixed boolean := false;
    v_customers uuid[];
    v_currencies text[];
begin
    if p_partner is null or p_partner is distinct from guildhall.current_partner()
       or v_customer is null and session_user = 'guildhall_portal' then
        raise exception 'partner % is not in scope', p_partner using errcode = 'GH001';
    end if;
    -- Of one shape: what is read by number and what is read by row must be the same element.
    if v_lines is null or v_lines < 2 or v_lines > 10000
       or array_dims(p_accounts) <> '[1:' || v_lines || ']'
       or array_dims(p_sides) is distinct from array_dims(p_accounts)
       or array_dims(p_amounts) is distinct from array_dims(p_accounts)
       or array_dims(p_currencies) is distinct from array_dims(p_accounts)
       or array_dims(p_descriptions) is distinct from array_dims(p_accounts)
       or not isfinite(v_today)
       or p_effective_on < v_today - 400 or p_effective_on > v_today + 60
       or length(p_key) not between 1 and 255 or length(p_description) > 500
       or p_details is not null and octet_length(p_details::text) > 4000 then
        raise exception 'a transaction has 2 to 10000 complete lines, a key, and a near day'
            using errcode = 'GH422';
    end if;

    -- Insert first: the unique key decides who was first, also among simultaneous requests.
    insert into public.ledger_transaction as t
        (partner_id, id, key_digest, subject_id, posted_at, written_by, effective_on, reverses_id,
         cause, subject_kind, description, details)
    select p_partner, p_id, guildhall.key_digest(p_key), p_subject_id, p_posted_at,
           guildhall.write_number(), p_effective_on, p_reverses,
           p_cause, p_subject_kind, p_description, p_details
    where not exists (
        select from public.ledger_period p
        where p.partner_id = p_partner and p.locked_through >= p_effective_on)
    on conflict (partner_id, key_digest) do nothing;
    if not found then
        transaction_id := guildhall.first_under(
            p_partner, p_key, p_cause, p_subject_kind, p_subject_id, p_effective_on, p_reverses,
            p_accounts, p_sides, p_amounts);
        is_replay := true;
        return;
    end if;

    if p_settles_hold is not null then
        update public.hold h
        set status = 'settled', ended_at = p_posted_at, transaction_id = p_id
        where h.partner_id = p_partner and h.id = p_settles_hold and h.status = 'open'
          and (v_customer is null or h.customer_id = v_customer)
        returning h.ledger_account_id, h.amount_minor into v_hold_account, v_hold_minor;
        if not found then
            raise exception 'hold % is not open', p_settles_hold using errcode = 'GH410';
        end if;
    end if;

    if v_lines = 2 and p_accounts[1] < p_accounts[2] then
        accounts := p_accounts;
        v_nets := array[case p_sides[1] when 'debit' then p_amounts[1] else -p_amounts[1] end,
                        case p_sides[2] when 'debit' then p_amounts[2] else -p_amounts[2] end];
    elsif v_lines = 2 and p_accounts[1] > p_accounts[2] then
        accounts := array[p_accounts[2], p_accounts[1]];
        v_nets := array[case p_sides[2] when 'debit' then p_amounts[2] else -p_amounts[2] end,
                        case p_sides[1] when 'debit' then p_amounts[1] else -p_amounts[1] end];
    else
        select array_agg(s.account order by s.account), array_agg(s.net order by s.account)
        into accounts, v_nets
        from (
            select x.account, sum(x.net)::bigint as net
            from (
                select l.account, case l.side when 'debit' then l.amount else -l.amount end as net
                from unnest(p_accounts, p_sides, p_amounts) as l (account, side, amount)
            ) x group by x.account
        ) s;
    end if;
    if v_hold_account is not null and v_hold_account <> all (accounts) then
        raise exception 'the hold is on another account' using errcode = 'GH422';
    end if;

    -- One account at a time, in order: it is locked, judged and moved by the same statement.
    for i in 1 .. cardinality(accounts) loop
        v_id := accounts[i];
        v_net := v_nets[i];
        v_held := case when v_id = v_hold_account then v_hold_minor else 0 end;
        update public.ledger_account a
        set current_minor = a.current_minor
                + case a.normal_side when 'debit' then v_net else -v_net end,
            held_minor = a.held_minor - v_held
        where a.partner_id = p_partner and a.id = v_id and not a.is_pooled
          and (v_customer is null or v_net <= 0 or a.customer_id = v_customer)
          and case
              when (a.normal_side = 'debit') = (v_net >= 0) then not a.is_credit_frozen
              else not a.is_debit_frozen
                   and (v_net = 0 or a.current_minor - a.held_minor + v_held - abs(v_net)
                                     >= a.floor_minor)
              end
          and a.closed_at is null
        returning a.customer_id, a.currency, a.current_minor, a.held_minor::bigint
            into v_account;
        if not found then
            select null::uuid as customer_id, a.currency,
                   null::bigint as current_minor, null::bigint as held_minor
            into v_account
            from public.ledger_account a
            where a.partner_id = p_partner and a.id = v_id and a.is_pooled
              and not case when (a.normal_side = 'debit') = (v_net >= 0)
                      then a.is_credit_frozen else a.is_debit_frozen end
              and a.closed_at is null and (v_customer is null or v_net <= 0);
            if not found then
                perform guildhall.refuse_move(p_partner, v_id, v_net, 0);
            end if;
        end if;
        v_customers[i] := v_account.customer_id;
        v_currencies[i] := v_account.currency;
        current_minors[i] := v_account.current_minor;
        held_minors[i] := v_account.held_minor;
        v_total := v_total + v_net;
        v_is_mixed := v_is_mixed or v_account.currency <> v_currencies[1];
    end loop;

    if v_is_mixed then
        perform 1 from unnest(v_currencies, v_nets) as s (currency, net)
        group by s.currency having sum(s.net) <> 0;
        if found then
            raise exception 'debits and credits differ' using errcode = 'GH003';
        end if;
    elsif v_total is distinct from 0 then
        raise exception 'debits and credits differ' using errcode = 'GH003';
    end if;

    if v_lines > 2 or cardinality(accounts) = 1 then
        -- An element a line, as the entries want them.
        select array_agg(a.customer_id order by l.line), array_agg(a.currency order by l.line)
        into v_customers, v_currencies
        from unnest(p_accounts) with ordinality as l (account, line)
        join unnest(accounts, v_customers, v_currencies) as a (id, customer_id, currency)
          on a.id = l.account;
        -- Another's account is not debited by one line to be credited by the next.
        if v_customer is not null and exists (
                select from unnest(p_sides, v_customers) as l (side, customer_id)
                where l.side = 'debit' and l.customer_id is distinct from v_customer) then
            raise exception 'no such ledger account' using errcode = 'GH404';
        end if;
    elsif accounts[1] <> p_accounts[1] then
        v_customers := array[v_customers[2], v_customers[1]];
        v_currencies := array[v_currencies[2], v_currencies[1]];
    end if;
    if v_currencies is distinct from p_currencies then
        raise exception 'an account keeps one currency' using errcode = 'GH406';
    end if;
    insert into public.entry
        (partner_id, ledger_account_id, transaction_id, customer_id, amount_minor, posted_at,
         effective_on, line, side, currency, description)
    select p_partner, l.account, p_id, l.customer_id, l.amount, p_posted_at,
           p_effective_on, l.line, l.side, l.currency, coalesce(l.description, '')
    from unnest(p_accounts, p_sides, p_amounts, p_descriptions, v_customers, v_currencies)
         with ordinality as l (account, side, amount, description, customer_id, currency, line);

    if p_reverses is not null then
        perform guildhall.check_reversal(p_partner, p_id, p_reverses);
    end if;
    transaction_id := p_id;
    is_replay := false;
end
$$;

-- What each transaction of a batch does to each account it touches, and why it may not.
create function guildhall.batch_moves(
    p_partner uuid, p_wanted integer[], p_holds uuid[],
    p_places integer[], p_accounts uuid[], p_sides text[], p_amounts bigint[]
) returns table (
    place integer, account uuid, is_pooled boolean, room bigint, delta bigint, released bigint,
    state text
)
language sql stable set search_path = pg_catalog, public, pg_temp
as $$
    with settled as (
        select w.place::integer as place, h.ledger_account_id as account, h.amount_minor as released
        from unnest(p_holds) with ordinality as w (hold, place)
        join public.hold h on h.partner_id = p_partner and h.id = w.hold and h.status = 'open'
        where w.place = any(p_wanted)
    ), moves as (
        select m.place, m.account, sum(m.net)::bigint as net, sum(m.released)::bigint as released,
               bool_or(m.is_line) as has_line
        from (
            select l.place, l.account, true as is_line, 0 as released,
                   case l.side when 'debit' then l.amount else -l.amount end as net
            from unnest(p_places, p_accounts, p_sides, p_amounts) as l (place, account, side, amount)
            where l.place = any(p_wanted)
            union all
            select s.place, s.account, false, s.released, 0 from settled s
        ) m group by m.place, m.account
    )
    select m.place, m.account, a.is_pooled, a.current_minor - a.held_minor - a.floor_minor,
           case a.normal_side when 'debit' then m.net else -m.net end, m.released,
           case when not m.has_line then 'GH422'
                when a.closed_at is not null
                     or case when (a.normal_side = 'debit') = (m.net >= 0)
                        then a.is_credit_frozen else a.is_debit_frozen end
                then 'GH403'
                when p_holds[m.place] is not null
                 and not exists (select from settled s where s.place = m.place) then 'GH410' end
    from moves m join public.ledger_account a on a.partner_id = p_partner and a.id = m.account
$$;

-- Whom floors and holds let through when transactions come in the order of their places: the
-- states again, with those added. Moves come by place; `p_rooms` is what an account can give at
-- first, and a hold is settled by the first that may.
create function guildhall.batch_verdicts(
    p_states text[], p_holds uuid[], p_places integer[], p_accounts uuid[], p_rooms bigint[],
    p_deltas bigint[], p_released bigint[], p_refused text[]
) returns text[]
language plpgsql immutable set search_path = pg_catalog, pg_temp
as $$
declare
    v_count integer := cardinality(p_places);
    v_numbers integer[];  -- by move: the number of its account
    v_rooms bigint[];     -- by that number: what is left
    v_settled uuid[] := '{}';
    v_first integer := 1;
    v_last integer;
    v_state text;
begin
    select array_agg(n.number order by n.move) into v_numbers
    from (
        select m.move, dense_rank() over (order by m.account)::integer as number
        from unnest(p_accounts) with ordinality as m (account, move)
    ) n;
    for i in 1 .. v_count loop
        v_rooms[v_numbers[i]] := p_rooms[i];
    end loop;
    while v_first <= v_count loop
        v_last := v_first;
        v_state := case when p_holds[p_places[v_first]] = any(v_settled) then 'GH410' end;
        while v_last <= v_count and p_places[v_last] = p_places[v_first] loop
            v_state := coalesce(v_state, p_refused[v_last], case
                when p_deltas[v_last] < 0
                 and v_rooms[v_numbers[v_last]] + p_deltas[v_last] + p_released[v_last] < 0
                then 'GH402' end);
            v_last := v_last + 1;
        end loop;
        if v_state is null then
            if p_holds[p_places[v_first]] is not null then
                v_settled := v_settled || p_holds[p_places[v_first]];
            end if;
            for i in v_first .. v_last - 1 loop
                v_rooms[v_numbers[i]] := v_rooms[v_numbers[i]] + p_deltas[i] + p_released[i];
            end loop;
        else
            p_states[p_places[v_first]] := v_state;
        end if;
        v_first := v_last;
    end loop;
    return p_states;
end
$$;

-- What is wrong with each transaction of a batch whatever the balances are; null when nothing.
create function guildhall.batch_faults(
    p_partner uuid, p_posted_at timestamptz, p_keys text[], p_words text[],
    p_effective_ons date[], p_details jsonb[],
    p_places integer[], p_accounts uuid[], p_sides text[], p_amounts bigint[],
    p_currencies text[], p_descriptions text[]
) returns text[]
language sql stable set search_path = pg_catalog, public, pg_temp
as $$
    with lines as (
        select l.place, l.side, l.amount, a.id, a.currency, a.currency <> l.currency as is_other,
               length(l.description) > 500 as is_long
        from unnest(p_places, p_accounts, p_sides, p_amounts, p_currencies, p_descriptions)
             as l (place, account, side, amount, currency, description)
        left join public.ledger_account a on a.partner_id = p_partner and a.id = l.account
    ), sums as (
        select s.place, sum(s.lines) as lines, bool_or(s.is_odd) as is_odd,
               bool_or(s.is_unknown) as is_unknown, bool_or(s.is_other) as is_other,
               bool_or(s.net <> 0) as is_unequal
        from (
            select place, currency, count(*) as lines,
                   bool_or(amount is null or amount <= 0 or side is null or is_long
                           or side not in ('debit', 'credit')
                           or id is not null and is_other is null) as is_odd,
                   bool_or(id is null) as is_unknown, bool_or(is_other) as is_other,
                   sum(case side when 'debit' then amount else -amount end) as net
            from lines group by place, currency
        ) s group by s.place
    )
    select array_agg(case
        when s.place is null or s.lines < 2 or s.lines > 10000 or s.is_odd
             or t.effective_on is null
             or t.effective_on < (p_posted_at at time zone 'UTC')::date - 400
             or t.effective_on > (p_posted_at at time zone 'UTC')::date + 60
             or t.key is null or length(t.key) not between 1 and 255
             or t.words is null or length(t.words) > 500
             or t.details is not null and octet_length(t.details::text) > 4000 then 'GH422'
        when s.is_unknown then 'GH404'
        when s.is_other then 'GH406'
        when s.is_unequal then 'GH003'
        when p.locked_through is not null and t.effective_on <= p.locked_through
         and not exists (  -- asked again, it is answered as it was
             select from public.ledger_transaction f
             where f.partner_id = p_partner and f.key_digest = guildhall.key_digest(t.key))
        then 'GH405' end order by t.place)
    from unnest(p_keys, p_words, p_effective_ons, p_details)
         with ordinality as t (key, words, effective_on, details, place)
    left join sums s on s.place = t.place
    cross join (
        select max(p.locked_through) as locked_through
        from public.ledger_period p where p.partner_id = p_partner
    ) p
$$;

-- Many transactions of one moment in one call, as sets. Arrays hold an element a transaction,
-- then an element a line (`p_places`: whose line it is, from 1). Answers for each, in order, what
-- became of it: posted, replayed, kept back, or the state of its refusal and what differs.
-- With `p_is_atomic` one refusal keeps all back; without, those that can be posted are.
create function guildhall.post_batch(
    p_partner uuid, p_posted_at timestamptz, p_is_atomic boolean,
    p_ids uuid[], p_keys text[], p_causes text[], p_subject_kinds text[], p_subject_ids uuid[],
    p_words text[], p_effective_ons date[], p_details jsonb[], p_holds uuid[],
    p_places integer[], p_accounts uuid[], p_sides text[], p_amounts bigint[],
    p_currencies text[], p_descriptions text[]
) returns table (place integer, transaction_id uuid, outcome text, reason text)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    v_count integer := coalesce(cardinality(p_ids), 0);
    v_lines integer := coalesce(cardinality(p_places), 0);
    v_states text[];      -- by place: why it is refused
    v_verdicts text[];
    v_reasons text[];     -- by place: what differs from the first request with the key
    v_firsts uuid[];      -- by place: the first transaction with the key
    v_wanted integer[];   -- places whose keys are new
    v_first record;
    v_differences text;
    v_is_refused boolean;
    v_is_kept_back boolean := false;
    m_places integer[];   -- an element a move: one account in one transaction
    m_accounts uuid[];
    m_rooms bigint[];
    m_deltas bigint[];
    m_released bigint[];
    m_states text[];
begin
    if p_partner is null or p_partner is distinct from guildhall.current_partner()
       or guildhall.current_customer() is not null then
        raise exception 'partner % is not in scope', p_partner using errcode = 'GH001';
    end if;
    if v_count not between 1 and 1000 or v_lines not between 2 and 20000
       or array_remove(array[array_dims(p_ids), array_dims(p_keys), array_dims(p_causes),
              array_dims(p_subject_kinds), array_dims(p_subject_ids), array_dims(p_words),
              array_dims(p_effective_ons), array_dims(p_details), array_dims(p_holds)],
              '[1:' || v_count || ']') <> '{}'
       or array_remove(array[array_dims(p_places), array_dims(p_accounts), array_dims(p_sides),
              array_dims(p_amounts), array_dims(p_currencies), array_dims(p_descriptions)],
              '[1:' || v_lines || ']') <> '{}'
       or not isfinite(p_posted_at) or p_is_atomic is null
       or exists (select from unnest(p_places) as l (place)
                  where l.place is null or l.place not between 1 and v_count) then
        raise exception 'a batch has 1 to 1000 complete transactions of at most 20000 lines'
            using errcode = 'GH422';
    end if;
    v_reasons := array_fill(null::text, array[v_count]);
    v_firsts := array_fill(null::uuid, array[v_count]);
    v_states := guildhall.batch_faults(
        p_partner, p_posted_at, p_keys, p_words, p_effective_ons, p_details,
        p_places, p_accounts, p_sides, p_amounts, p_currencies, p_descriptions);

    -- An attempt that meets refusals is undone whole, and the next one leaves those out.
    loop
        begin
            -- Keys first, in one order for all batches, then holds, then accounts, as in `post`.
            with claimed as (
                insert into public.ledger_transaction
                    (partner_id, id, key_digest, subject_id, posted_at, written_by, effective_on,
                     cause, subject_kind, description, details)
                select p_partner, t.id, guildhall.key_digest(t.key), t.subject_id, p_posted_at,
                       guildhall.write_number(), t.effective_on, t.cause, t.subject_kind,
                       t.words, t.details
                from unnest(p_ids, p_keys, p_causes, p_subject_kinds, p_subject_ids, p_words,
                            p_effective_ons, p_details, v_states) with ordinality
                     as t (id, key, cause, subject_kind, subject_id, words, effective_on, details,
                           state, place)
                where t.state is null
                order by guildhall.key_digest(t.key), t.place
                on conflict (partner_id, key_digest) do nothing
                returning id
            )
            select coalesce(array_agg(t.place::integer order by t.place), '{}') into v_wanted
            from unnest(p_ids) with ordinality as t (id, place)
            join claimed on claimed.id = t.id;
            perform 1 from public.hold h
            where h.partner_id = p_partner and h.id = any(p_holds) order by h.id for update;
            perform 1 from public.ledger_account a
            where a.partner_id = p_partner and not a.is_pooled and a.id in (
                select l.account from unnest(p_places, p_accounts) as l (place, account)
                where l.place = any(v_wanted))
            order by a.id for no key update;

            select array_agg(m.place order by m.place, m.account),
                   array_agg(m.account order by m.place, m.account),
                   array_agg(m.room order by m.place, m.account),
                   array_agg(m.delta order by m.place, m.account),
                   array_agg(m.released order by m.place, m.account),
                   array_agg(m.state order by m.place, m.account)
            into m_places, m_accounts, m_rooms, m_deltas, m_released, m_states
            from guildhall.batch_moves(
                p_partner, v_wanted, p_holds, p_places, p_accounts, p_sides, p_amounts) m;
            select bool_or(s.is_short) into v_is_refused from (
                select bool_or(m.state is not null)
                       or min(m.room) + sum(least(m.delta, 0)) < 0 as is_short
                from unnest(m_accounts, m_rooms, m_deltas, m_states)
                     as m (account, room, delta, state)
                group by m.account
            ) s;
            v_is_refused := v_is_refused or exists (
                select from unnest(p_holds) with ordinality as w (hold, place)
                where w.hold is not null and w.place = any(v_wanted)
                group by w.hold having count(*) > 1);
            if v_is_refused then
                v_verdicts := guildhall.batch_verdicts(
                    v_states, p_holds, m_places, m_accounts, m_rooms, m_deltas, m_released,
                    m_states);
                v_is_refused := v_verdicts is distinct from v_states;
                v_states := v_verdicts;
            end if;
            if v_is_refused then
                raise exception using errcode = 'GH000';
            end if;

            update public.hold h
            set status = 'settled', ended_at = p_posted_at, transaction_id = p_ids[w.place]
            from unnest(p_holds) with ordinality as w (hold, place)
            where h.partner_id = p_partner and h.id = w.hold and w.place = any(v_wanted);
            update public.ledger_account a
            set current_minor = a.current_minor + m.delta, held_minor = a.held_minor - m.released
            from (
                select m.account, sum(m.delta)::bigint as delta, sum(m.released)::bigint as released
                from unnest(m_accounts, m_deltas, m_released) as m (account, delta, released)
                group by m.account
            ) m
            where a.partner_id = p_partner and a.id = m.account and not a.is_pooled;
            insert into public.entry
                (partner_id, ledger_account_id, transaction_id, customer_id, amount_minor,
                 posted_at, effective_on, line, side, currency, description)
            select p_partner, l.account, p_ids[l.place], a.customer_id, l.amount, p_posted_at,
                   p_effective_ons[l.place],
                   row_number() over (partition by l.place order by l.number),
                   l.side, a.currency, coalesce(l.description, '')
            from unnest(p_places, p_accounts, p_sides, p_amounts, p_descriptions)
                 with ordinality as l (place, account, side, amount, description, number)
            join public.ledger_account a on a.partner_id = p_partner and a.id = l.account
            where l.place = any(v_wanted);

            -- Those whose key was there before: the same request again, or another one.
            for v_first in
                select t.place::integer as place, f.id, t.cause, t.subject_kind, t.subject_id,
                       t.effective_on
                from unnest(p_keys, p_causes, p_subject_kinds, p_subject_ids, p_effective_ons,
                            v_states) with ordinality
                     as t (key, cause, subject_kind, subject_id, effective_on, state, place)
                join public.ledger_transaction f
                  on f.partner_id = p_partner and f.key_digest = guildhall.key_digest(t.key)
                where t.state is null and not t.place = any(v_wanted)
            loop
                v_firsts[v_first.place] := v_first.id;
                select guildhall.differences(
                    p_partner, v_first.id, v_first.cause, v_first.subject_kind,
                    v_first.subject_id, v_first.effective_on, null,
                    array_agg(l.account order by l.number), array_agg(l.side order by l.number),
                    array_agg(l.amount order by l.number))
                into v_differences
                from unnest(p_places, p_accounts, p_sides, p_amounts)
                     with ordinality as l (place, account, side, amount, number)
                where l.place = v_first.place;
                if v_differences <> '' then
                    v_states[v_first.place] := 'GH409';
                    v_reasons[v_first.place] := v_differences;
                end if;
            end loop;
            v_is_kept_back := p_is_atomic and cardinality(array_remove(v_states, null)) > 0;
            if v_is_kept_back then
                raise exception using errcode = 'GH000';
            end if;
            exit;
        exception when sqlstate 'GH000' then
            exit when v_is_kept_back;
        end;
    end loop;
    return query
        select t.place::integer,
               case when t.state is null and not v_is_kept_back
                    then coalesce(t.first, t.id) end,
               case when t.state is not null then t.state
                    when v_is_kept_back then 'kept_back'
                    when t.first is not null then 'replayed' else 'posted' end,
               coalesce(t.reason, '')
        from unnest(p_ids, v_states, v_firsts, v_reasons)
             with ordinality as t (id, state, first, reason, place)
        order by t.place;
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
    v_differences text;
begin
    perform guildhall.check_scope(p_partner);
    if length(p_key) not between 1 and 255 or length(p_reason) > 500 then
        raise exception 'a hold has a key, and a short reason' using errcode = 'GH422';
    end if;
    insert into public.hold
        (partner_id, id, ledger_account_id, customer_id, amount_minor, placed_minor, currency,
         status, reason, subject_kind, subject_id, idempotency_key, placed_at, expires_at)
    select p_partner, p_id, a.id, a.customer_id, p_amount, p_amount, a.currency, 'open',
           p_reason, p_subject_kind, p_subject_id, p_key, p_placed_at, p_expires_at
    from public.ledger_account a
    where a.partner_id = p_partner and a.id = p_account and a.currency = p_currency
      and not a.is_pooled
    on conflict (partner_id, idempotency_key) do nothing;
    if found then
        perform guildhall.set_aside(p_partner, p_account, p_amount);
        return p_id;
    end if;
    select h.* into v_first
    from public.hold h where h.partner_id = p_partner and h.idempotency_key = p_key;
    if not found then
        raise exception 'no such ledger account' using errcode = 'GH404';
    end if;
    v_differences := concat_ws(', ',
        case when v_first.ledger_account_id <> p_account then 'accounts' end,
        case when v_first.placed_minor <> p_amount then 'amounts' end,
        case when (v_first.subject_kind, v_first.subject_id)
                  is distinct from (p_subject_kind, p_subject_id) then 'subject' end);
    if v_differences <> '' then
        raise exception 'the key was first used for another hold'
            using errcode = 'GH409', detail = v_differences;
    end if;
    return v_first.id;
end
$$;

-- Raise or lower an open hold to another amount; asking twice changes it once.
create function guildhall.change_hold(p_partner uuid, p_id uuid, p_amount bigint) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_hold record;
begin
    perform guildhall.check_scope(p_partner);
    select h.ledger_account_id, h.amount_minor into v_hold
    from public.hold h
    where h.partner_id = p_partner and h.id = p_id and h.status = 'open'
      and (guildhall.current_customer() is null or h.customer_id = guildhall.current_customer())
    for update;
    if not found then
        raise exception 'hold % is not open', p_id using errcode = 'GH410';
    end if;
    update public.hold h set amount_minor = p_amount
    where h.partner_id = p_partner and h.id = p_id;
    perform guildhall.set_aside(
        p_partner, v_hold.ledger_account_id, p_amount - v_hold.amount_minor);
    return v_hold.amount_minor;
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
    perform guildhall.set_aside(p_partner, v_hold.ledger_account_id, -v_hold.amount_minor);
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
    if p_is_pooled <> (p_floor is null) or p_is_pooled and p_customer is not null then
        raise exception 'a guarded account has a floor, a pooled one has none and no customer'
            using errcode = 'GH422';
    elsif p_program is not null and not exists (
            select from public.program g where g.partner_id = p_partner and g.id = p_program) then
        raise exception 'no such program' using errcode = 'GH404';
    end if;
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

create function guildhall.rename_ledger_account(p_partner uuid, p_id uuid, p_name text)
returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform guildhall.check_scope(p_partner);
    update public.ledger_account set name = p_name where partner_id = p_partner and id = p_id;
    if not found then
        raise exception 'no such ledger account' using errcode = 'GH404';
    end if;
end
$$;

-- How far a guarded account may go below zero, as a negative number; an overdraft line.
create function guildhall.set_floor(p_partner uuid, p_id uuid, p_floor bigint) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_before record;
begin
    perform guildhall.check_scope(p_partner);
    if p_floor is null then
        raise exception 'a guarded account has a floor' using errcode = 'GH422';
    end if;
    select a.floor_minor, a.current_minor - a.held_minor as available
    into v_before from public.ledger_account a
    where a.partner_id = p_partner and a.id = p_id and not a.is_pooled and a.closed_at is null
    for no key update;
    if not found then
        raise exception 'no such open guarded account' using errcode = 'GH404';
    elsif v_before.available < p_floor then
        raise exception 'the account is below that floor' using errcode = 'GH413';
    end if;
    update public.ledger_account set floor_minor = p_floor
    where partner_id = p_partner and id = p_id;
    return v_before.floor_minor;
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

-- Closed only at zero, with nothing held; a pooled account stays, for nobody locks it.
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
        perform 1 from public.ledger_account where partner_id = p_partner and id = p_id;
        if not found then
            raise exception 'no such ledger account' using errcode = 'GH404';
        end if;
        raise exception 'only an empty guarded account can be closed' using errcode = 'GH412';
    end if;
end
$$;

-- Nothing more is posted for a day up to this one; what is under way when this commits still is.
create function guildhall.lock_period(
    p_partner uuid, p_through date, p_reason text, p_at timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform guildhall.check_scope(p_partner);
    if p_through >= (p_at at time zone 'UTC')::date then
        raise exception 'only days that are over can be locked' using errcode = 'GH422';
    end if;
    insert into public.ledger_period (partner_id, locked_through, locked_at, written_by, reason)
    select p_partner, p_through, p_at, guildhall.write_number(), p_reason
    where not exists (select from public.ledger_period p
                      where p.partner_id = p_partner and p.locked_through >= p_through)
    on conflict do nothing;
    if not found then
        raise exception 'the books are locked further already' using errcode = 'GH405';
    end if;
end
$$;

-- One at a time for each partner: a block moves checkpoints and day balances on.
create function guildhall.begin_sealing(p_partner uuid) returns void
language sql volatile set search_path = pg_catalog, pg_temp
as $$ select pg_advisory_xact_lock(hashtextextended('seal ' || p_partner, 0)) $$;

-- Write the next block, and count its entries into checkpoints and day balances.
create function guildhall.close_block(
    p_partner uuid, p_number integer, p_written_from bigint, p_written_below bigint,
    p_transactions integer, p_root bytea, p_previous_hash bytea, p_hash bytea,
    p_key_id text, p_signature bytea, p_sealed_at timestamptz, p_marks bytea default ''
) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_last record;
begin
    perform guildhall.check_scope(p_partner);
    perform guildhall.begin_sealing(p_partner);
    select coalesce(max(b.number), 0) as number, coalesce(max(b.written_below), 0) as written_below
    into v_last from public.ledger_block b where b.partner_id = p_partner;
    if p_number <> v_last.number + 1 or p_written_from <> v_last.written_below
       or p_number > 1 and p_previous_hash is distinct from (
           select b.hash from public.ledger_block b
           where b.partner_id = p_partner and b.number = v_last.number) then
        raise exception 'block % does not follow the last one', p_number using errcode = 'GH409';
    elsif p_written_below > guildhall.decided_below()
       or p_transactions <> (
           select count(*) from public.ledger_transaction t
           where t.partner_id = p_partner
             and t.written_by >= p_written_from and t.written_by < p_written_below) then
        raise exception 'block % is not what was written', p_number using errcode = 'GH422';
    end if;
    insert into public.ledger_block
        (partner_id, number, written_from, written_below, transactions, root, previous_hash, hash,
         key_id, signature, marks, sealed_at)
    values (p_partner, p_number, p_written_from, p_written_below, p_transactions, p_root,
            p_previous_hash, p_hash, p_key_id, p_signature, p_marks, p_sealed_at);
    with moved as materialized (
        select a.id, a.is_pooled, e.effective_on,
               sum(case e.side when a.normal_side then e.amount_minor
                   else -e.amount_minor end)::bigint as delta
        from public.ledger_transaction t
        join public.entry e on e.partner_id = p_partner and e.transaction_id = t.id
        join public.ledger_account a on a.partner_id = p_partner and a.id = e.ledger_account_id
        where t.partner_id = p_partner
          and t.written_by >= p_written_from and t.written_by < p_written_below
        group by a.id, a.is_pooled, e.effective_on
    ), rolled as (
        insert into public.ledger_checkpoint as c (partner_id, ledger_account_id, current_minor)
        select p_partner, m.id, sum(m.delta) from moved m where m.is_pooled group by m.id
        on conflict (partner_id, ledger_account_id) do update
            set current_minor = c.current_minor + excluded.current_minor
    )
    update public.ledger_day_balance d
    set current_minor = d.current_minor + late.delta
    from (
        select k.ledger_account_id, k.business_on, sum(m.delta)::bigint as delta
        from moved m
        join public.ledger_day_balance k
          on k.partner_id = p_partner and k.ledger_account_id = m.id
         and k.business_on >= m.effective_on
        group by k.ledger_account_id, k.business_on
    ) late
    where d.partner_id = p_partner and d.ledger_account_id = late.ledger_account_id
      and d.business_on = late.business_on;
end
$$;

-- The balances of a day, of accounts that have sealed entries since their last one; how many.
-- Each account reads on from its own last day, by its index; what no block holds yet is taken off.
create function guildhall.snapshot_day(p_partner uuid, p_on date) returns integer
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_custom_plan
as $$
declare
    v_mark bigint;
    v_written integer;
begin
    perform guildhall.check_scope(p_partner);
    perform guildhall.begin_sealing(p_partner);
    select coalesce(max(b.written_below), 0) into v_mark
    from public.ledger_block b where b.partner_id = p_partner;
    with tail as materialized (
        select e.ledger_account_id, e.effective_on, count(*) as lines,
               sum(case e.side when 'debit' then e.amount_minor else -e.amount_minor end) as net
        from public.ledger_transaction t
        join public.entry e on e.partner_id = p_partner and e.transaction_id = t.id
        where t.partner_id = p_partner
          and t.written_by >= v_mark and t.written_by < 9223372036854775807
        group by e.ledger_account_id, e.effective_on
    )
    insert into public.ledger_day_balance (partner_id, ledger_account_id, business_on, current_minor)
    select p_partner, a.id, p_on, coalesce(last.current_minor, 0)
           + case a.normal_side when 'debit' then 1 else -1 end
             * (since.net - coalesce(late.net, 0))
    from public.ledger_account a
    left join lateral (
        select d.business_on, d.current_minor from public.ledger_day_balance d
        where d.partner_id = p_partner and d.ledger_account_id = a.id and d.business_on <= p_on
        order by d.business_on desc limit 1
    ) last on true
    cross join lateral (
        select count(*) as lines,
               sum(case e.side when 'debit' then e.amount_minor else -e.amount_minor end) as net
        from public.entry e
        where e.partner_id = p_partner and e.ledger_account_id = a.id and e.effective_on <= p_on
          -- A case: coalesce counts as leaky, and would be asked row by row.
          and e.effective_on
              > case when last.business_on is null then '-infinity' else last.business_on end
    ) since
    left join lateral (
        select sum(t.lines) as lines, sum(t.net) as net from tail t
        where t.ledger_account_id = a.id and t.effective_on <= p_on
          and t.effective_on > coalesce(last.business_on, '-infinity')
    ) late on true
    where a.partner_id = p_partner and since.lines > coalesce(late.lines, 0)
    on conflict do nothing;
    get diagnostics v_written = row_count;
    return v_written;
end
$$;

do $$
declare
    f record;
begin
    for f in
        select p.oid::regprocedure as name, p.prosecdef as is_definer from pg_proc p
        where p.pronamespace = 'guildhall'::regnamespace
          and p.proname in (
              'write_number_base', 'write_number', 'decided_below', 'key_digest', 'check_scope',
              'refuse_move', 'set_aside', 'differences', 'first_under', 'check_reversal', 'post',
              'batch_moves', 'batch_verdicts', 'batch_faults', 'post_batch', 'place_hold',
              'change_hold', 'end_hold', 'open_ledger_account', 'rename_ledger_account',
              'set_floor', 'freeze_ledger_account', 'close_ledger_account', 'lock_period',
              'begin_sealing', 'close_block', 'snapshot_day')
    loop
        execute format('revoke all on function %s from public', f.name);
        if f.is_definer then
            execute format('grant execute on function %s to guildhall_app', f.name);
        end if;
        if f.name::text !~ '^guildhall\.(write_number_base)' then
            execute format('alter function %s owner to guildhall_ledger', f.name);
        end if;
    end loop;
    for f in
        select p.oid::regprocedure as name from pg_proc p
        where p.pronamespace = 'guildhall'::regnamespace
          and p.proname in ('post', 'place_hold', 'end_hold')
    loop
        execute format('grant execute on function %s to guildhall_portal', f.name);
    end loop;
end
$$;
grant execute on function guildhall.write_number_base() to guildhall_ledger;
-- What is written since the last block, and the key of a request, are looked up by readers too.
grant execute on function guildhall.write_number_base(), guildhall.decided_below(),
    guildhall.key_digest(text) to guildhall_app, guildhall_bank;
