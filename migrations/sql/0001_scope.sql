-- Who is asking: three settings local to the transaction, read by every policy.
create schema guildhall;

create function guildhall.current_partner() returns uuid
language sql stable parallel safe
as $$ select nullif(pg_catalog.current_setting('guildhall.partner', true), '')::uuid $$;

create function guildhall.current_customer() returns uuid
language sql stable parallel safe
as $$ select nullif(pg_catalog.current_setting('guildhall.customer', true), '')::uuid $$;

create function guildhall.current_bank() returns uuid
language sql stable parallel safe
as $$ select nullif(pg_catalog.current_setting('guildhall.bank', true), '')::uuid $$;

revoke all on schema guildhall from public;
grant usage on schema guildhall, public to
    guildhall_app, guildhall_portal, guildhall_bank, guildhall_clock,
    guildhall_ledger, guildhall_directory, guildhall_backup;
grant create on schema guildhall to guildhall_ledger, guildhall_directory;
