-- The next block of a partner's audit trail: it follows the last one, and holds what was written.
-- As guildhall.close_block: GH409 does not follow, GH422 is not what was written.
create function guildhall.close_audit_block(
    p_partner uuid, p_number integer, p_written_from bigint, p_written_below bigint,
    p_records integer, p_root bytea, p_previous_hash bytea, p_hash bytea,
    p_key_id text, p_signature bytea, p_sealed_at timestamptz, p_marks bytea
) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_last record;
begin
    perform guildhall.check_scope(p_partner);
    perform pg_advisory_xact_lock(hashtextextended('seal trail ' || p_partner, 0));
    select coalesce(max(b.number), 0) as number, coalesce(max(b.written_below), 0) as written_below
    into v_last from public.audit_block b where b.partner_id = p_partner;
    if p_number <> v_last.number + 1 or p_written_from <> v_last.written_below
       or p_number > 1 and p_previous_hash is distinct from (
           select b.hash from public.audit_block b
           where b.partner_id = p_partner and b.number = v_last.number) then
        raise exception 'block % does not follow the last one', p_number using errcode = 'GH409';
    elsif p_written_below > guildhall.decided_below()
       or p_records <> (
           select count(*) from public.audit_record r
           where r.partner_id = p_partner
             and r.written_by >= p_written_from and r.written_by < p_written_below) then
        raise exception 'block % is not what was written', p_number using errcode = 'GH422';
    end if;
    insert into public.audit_block
        (partner_id, number, written_from, written_below, records, root, previous_hash, hash,
         key_id, signature, marks, sealed_at)
    values (p_partner, p_number, p_written_from, p_written_below, p_records, p_root,
            p_previous_hash, p_hash, p_key_id, p_signature, p_marks, p_sealed_at);
end
$$;
revoke all on function guildhall.close_audit_block from public;
grant execute on function guildhall.close_audit_block to guildhall_app;
alter function guildhall.close_audit_block owner to guildhall_ledger;
