-- close_block and post_batch of 0012_ledger.sql again, with two questions put another way: a block's
-- entries are summed before their accounts are looked up, and a batch's keys are found one by one.

-- Write the next block, and count its entries into checkpoints and day balances.
create or replace function guildhall.close_block(
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
    with sums as materialized (  -- first by themselves: no account's whole history is read for them
        select e.ledger_account_id, e.effective_on,
               sum(case e.side when 'debit' then e.amount_minor else -e.amount_minor end) as net
        from public.ledger_transaction t
        join public.entry e on e.partner_id = p_partner and e.transaction_id = t.id
        where t.partner_id = p_partner
          and t.written_by >= p_written_from and t.written_by < p_written_below
        group by e.ledger_account_id, e.effective_on
    ), moved as materialized (
        select a.id, a.is_pooled, s.effective_on,
               (case a.normal_side when 'debit' then s.net else -s.net end)::bigint as delta
        from sums s
        join public.ledger_account a on a.partner_id = p_partner and a.id = s.ledger_account_id
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

-- Many transactions of one moment in one call, as sets. Arrays hold an element a transaction,
-- then an element a line (`p_places`: whose line it is, from 1). Answers for each, in order, what
-- became of it: posted, replayed, kept back, or the state of its refusal and what differs.
-- With `p_is_atomic` one refusal keeps all back; without, those that can be posted are.
create or replace function guildhall.post_batch(
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
                cross join lateral (  -- beside the partner's policy a digest in a join is no key
                    select f.id from public.ledger_transaction f
                    where f.partner_id = p_partner
                      and f.key_digest = guildhall.key_digest(t.key) offset 0
                ) f
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
