-- The partners a bank may read: its own, by the registry's own policy.
create function guildhall.partners_in_scope() returns uuid[]
language sql stable parallel safe
as $$
    select coalesce(array_agg(p.id), '{}')
    from public.partner p
    where p.bank_id = guildhall.current_bank()
$$;

-- The host alone gives the scope, before any scope is known; nothing can be listed through it.
create function guildhall.resolve_host(p_name text)
returns table (surface text, bank_id uuid, partner_id uuid)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$ select h.surface, h.bank_id, h.partner_id from public.host h where h.name = p_name $$;

alter function guildhall.resolve_host(text) owner to guildhall_directory;
revoke all on function guildhall.resolve_host(text) from public;
grant execute on function guildhall.resolve_host(text)
    to guildhall_app, guildhall_portal, guildhall_bank;
