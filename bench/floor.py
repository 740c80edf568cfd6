"""The bare floor: two balance updates and one row in one call, with no wall at all."""

FLOOR = """
create table floor_account (id int primary key, current bigint not null) with (fillfactor = 50);
create table floor_entry (id uuid primary key default gen_random_uuid(), amount bigint not null);
insert into floor_account select n, 0 from generate_series(0, {last}) n;
create function floor_post(a int, b int, amount bigint) returns void language plpgsql as $$
begin
    update floor_account set current = current - amount where id = least(a, b);
    update floor_account set current = current + amount where id = greatest(a, b);
    insert into floor_entry (amount) values (amount);
end $$;
grant usage on schema public to guildhall_app;
grant execute on function floor_post to guildhall_app;
grant select, insert, update on floor_account, floor_entry to guildhall_app;
"""


def floor_script(accounts: int) -> str:
    last = accounts - 1
    return (
        f"\\set a random(0, {last})\n"
        f"\\set b (:a + random(1, {last})) % {accounts}\n"
        "select floor_post(:a, :b, 1);\n"
    )
