-- Bank-level numbers and the bank-level directory: the few things that cross partners.

create function guildhall.next_numbers(p_bank uuid, p_series text, p_count integer)
returns bigint
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$
    insert into public.number_series as s (bank_id, series, last)
    values (p_bank, p_series, p_count)
    on conflict (bank_id, series) do update set last = s.last + excluded.last
    returning last - p_count + 1
$$;

-- The partner's bank; refuses any partner but the one in scope.
create function guildhall.bank_of(p_partner uuid) returns uuid
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_bank uuid;
begin
    if p_partner is distinct from guildhall.current_partner() then
        raise exception 'partner is not in scope' using errcode = 'GH001';
    end if;
    select p.bank_id into strict v_bank from public.partner p where p.id = p_partner;
    return v_bank;
end
$$;

-- A fresh account number: program prefix, seven digits, one Luhn digit.
create function guildhall.allocate_account_number(p_partner uuid, p_program uuid) returns text
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_prefix text;
    v_body text;
    v_digit integer;
    v_sum integer := 0;
begin
    select g.account_prefix into strict v_prefix
    from public.program g where g.partner_id = p_partner and g.id = p_program;
    v_body := v_prefix || lpad(guildhall.next_numbers(
        guildhall.bank_of(p_partner), 'account ' || v_prefix, 1)::text, 7, '0');
    for i in 1 .. length(v_body) loop
        v_digit := substr(v_body, length(v_body) + 1 - i, 1)::integer;
        if i % 2 = 1 then
            v_digit := v_digit * 2;
            if v_digit > 9 then
                v_digit := v_digit - 9;
            end if;
        end if;
        v_sum := v_sum + v_digit;
    end loop;
    return v_body || ((10 - v_sum % 10) % 10)::text;
end
$$;

-- Trace sequence numbers of one originating bank: the first of `p_count` in a row.
create function guildhall.allocate_traces(p_partner uuid, p_odfi text, p_count integer)
returns bigint
language sql security definer set search_path = pg_catalog, public, pg_temp
as $$
    select guildhall.next_numbers(guildhall.bank_of(p_partner), 'trace ' || p_odfi, p_count)
$$;

-- Put an account of the partner in scope into its bank's directory.
create function guildhall.register_account(p_partner uuid, p_account uuid) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_touched integer;
begin
    insert into public.account_directory
        (bank_id, routing_number, account_number, owner_partner_id, account_id)
    select guildhall.bank_of(p_partner), a.routing_number, a.account_number, a.partner_id, a.id
    from public.account a where a.partner_id = p_partner and a.id = p_account;
    get diagnostics v_touched = row_count;
    if v_touched <> 1 then
        raise exception 'no such account' using errcode = 'GH404';
    end if;
end
$$;

-- Whose accounts a received file names; only for the bank in scope.
create function guildhall.find_owners(p_bank uuid, p_routing text[], p_account text[])
returns table (place integer, partner_id uuid, account_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
begin
    if p_bank is distinct from guildhall.current_bank() then
        raise exception 'bank is not in scope' using errcode = 'GH001';
    end if;
    return query
        select asked.place::integer, d.owner_partner_id, d.account_id
        from unnest(p_routing, p_account) with ordinality as asked (routing, account, place)
        join public.account_directory d
          on d.bank_id = p_bank
         and d.routing_number = asked.routing
         and d.account_number = asked.account;
end
$$;

-- An open account of the same partner, by its number: where a customer's transfer may go.
create function guildhall.find_recipient(p_partner uuid, p_routing text, p_account text)
returns table (account_id uuid, ledger_account_id uuid, customer_id uuid, shown_name text)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform guildhall.bank_of(p_partner);
    return query
        select a.id, a.ledger_account_id, a.customer_id,
               c.given_name || ' ' || left(c.family_name, 1) || '.'
        from public.account a
        join public.customer c on c.partner_id = a.partner_id and c.id = a.customer_id
        where a.partner_id = p_partner and a.status = 'open'
          and a.routing_number = p_routing and a.account_number = p_account;
end
$$;

do $$
declare
    f text;
begin
    foreach f in array array[
        'next_numbers(uuid, text, integer)',
        'bank_of(uuid)',
        'allocate_account_number(uuid, uuid)',
        'allocate_traces(uuid, text, integer)',
        'register_account(uuid, uuid)',
        'find_owners(uuid, text[], text[])',
        'find_recipient(uuid, text, text)'
    ] loop
        execute 'alter function guildhall.' || f || ' owner to guildhall_directory';
        execute 'revoke all on function guildhall.' || f || ' from public';
        if f not like 'next_numbers%' then
            execute 'grant execute on function guildhall.' || f || ' to guildhall_app';
        end if;
    end loop;
end
$$;
grant execute on function guildhall.find_recipient(uuid, text, text) to guildhall_portal;
