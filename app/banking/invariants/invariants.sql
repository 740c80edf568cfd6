-- What must hold of the books at every moment: ten invariants, each one statement that returns the
-- rows that break it, and nothing when all is well.
--
-- Columns: invariant, partner_id (null: the installation's own), kind and id of the row, severity
-- ('red': it is broken; 'warning': somebody should look), fault: a sentence with the figures, in
-- minor units. Two parameters: `partners`, the partners to look at, and `at`, business time.
--
-- By hand, as the role that may only read:
--   psql -U guildhall_auditor -f app/banking/invariants/invariants.sql guildhall
--   psql … -v partners="'{018f…}'::uuid[]" -f …          one partner alone
-- The house runs this very file after every test, about once a minute, and on the operator's page.

\if :{?partners}
\else
select quote_literal(array_agg(id)) || '::uuid[]' as partners from partner \gset
\endif
\if :{?at}
\else
select quote_literal(now() + ahead) || '::timestamptz' as at from business_clock \gset
\endif

-- I1: Debits equal credits in every currency, within each transaction and in total.
-- Also: a transaction has entries, numbered from 1 without a gap; an entry has its transaction.
with sums as materialized (
    select e.partner_id, e.transaction_id, e.currency, count(*) as lines, max(e.line) as last_line,
           sum(case e.side when 'debit' then e.amount_minor else -e.amount_minor end) as difference
    from entry e
    where e.partner_id = any(:partners)
    group by e.partner_id, e.transaction_id, e.currency
)
select 'I1' as invariant, s.partner_id, 'transaction' as kind, s.transaction_id::text as id,
       'red' as severity,
       format('debits less credits are %s in %s, not 0', s.difference, s.currency) as fault
from sums s
where s.difference <> 0
union all
select 'I1', s.partner_id, 'partner', s.partner_id::text, 'red',
       format('debits less credits of all entries are %s in %s, not 0',
              sum(s.difference), s.currency)
from sums s
group by s.partner_id, s.currency
having sum(s.difference) <> 0
union all
select 'I1', s.partner_id, 'transaction', s.transaction_id::text, 'red',
       format('it has %s entries, and its last line is number %s', sum(s.lines), max(s.last_line))
from sums s
group by s.partner_id, s.transaction_id
having sum(s.lines) <> max(s.last_line) or sum(s.lines) < 2
union all
select 'I1', t.partner_id, 'transaction', t.id::text, 'red', 'it has no entries'
from ledger_transaction t
where t.partner_id = any(:partners)
  and not exists (
      select from sums s where s.partner_id = t.partner_id and s.transaction_id = t.id)
union all
select distinct 'I1', s.partner_id, 'transaction', s.transaction_id::text, 'red',
       'entries name this transaction, and it is not there'
from sums s
where not exists (
    select from ledger_transaction t where t.partner_id = s.partner_id and t.id = s.transaction_id);

-- I2: Every balance that is kept equals the sum of the entries it stands for.
-- A guarded account's current and held; a pooled account's checkpoint, of all sealed entries; the
-- balance of a closed day, of the sealed entries up to it; a statement, of the entries it prints.
with nets as materialized (
    select e.partner_id, e.ledger_account_id,
           sum(case e.side when 'debit' then e.amount_minor else -e.amount_minor end) as net
    from entry e
    where e.partner_id = any(:partners)
    group by e.partner_id, e.ledger_account_id
), held as (
    select h.partner_id, h.ledger_account_id, sum(h.amount_minor) as held
    from hold h
    where h.partner_id = any(:partners) and h.status = 'open'
    group by h.partner_id, h.ledger_account_id
), accounts as materialized (
    select a.partner_id, a.id, a.is_pooled, a.current_minor, a.held_minor,
           case a.normal_side when 'debit' then 1 else -1 end as sign,
           coalesce(n.net, 0) as net, coalesce(h.held, 0) as held
    from ledger_account a
    left join nets n on n.partner_id = a.partner_id and n.ledger_account_id = a.id
    left join held h on h.partner_id = a.partner_id and h.ledger_account_id = a.id
    where a.partner_id = any(:partners)
), marks as (
    select b.partner_id, max(b.written_below) as mark
    from ledger_block b
    where b.partner_id = any(:partners)
    group by b.partner_id
), sealed as materialized (
    select e.partner_id, e.ledger_account_id, e.effective_on,
           sum(case e.side when 'debit' then e.amount_minor else -e.amount_minor end) as net
    from marks m
    join ledger_transaction t on t.partner_id = m.partner_id and t.written_by < m.mark
    join entry e on e.partner_id = t.partner_id and e.transaction_id = t.id
    group by e.partner_id, e.ledger_account_id, e.effective_on
), days as (
    select d.partner_id, d.ledger_account_id, d.business_on, d.current_minor, d.running, a.sign
    from (
        select p.partner_id, p.ledger_account_id, p.business_on, p.current_minor,
               sum(p.net) over (partition by p.partner_id, p.ledger_account_id
                                order by p.business_on) as running
        from (
            select s.partner_id, s.ledger_account_id, s.effective_on as business_on,
                   null::bigint as current_minor, s.net
            from sealed s
            union all
            select b.partner_id, b.ledger_account_id, b.business_on, b.current_minor, 0
            from ledger_day_balance b
            where b.partner_id = any(:partners)
        ) p
    ) d
    join accounts a on a.partner_id = d.partner_id and a.id = d.ledger_account_id
    where d.current_minor is not null
), printed as (
    select s.partner_id, s.id, s.opening_minor, s.closing_minor,
           jsonb_array_length(s.body -> 'lines') as lines,
           coalesce(lag(s.closing_minor) over (partition by s.partner_id, s.account_id
                                               order by s.month_on), 0) as closed_before,
           (select coalesce(sum(case when e.side = l.normal_side then e.amount_minor
                                     else -e.amount_minor end), 0)
            from jsonb_array_elements(s.body -> 'lines') as shown
            join entry e
              on e.partner_id = s.partner_id and e.ledger_account_id = l.id
             and e.effective_on = (shown ->> 'effective_on')::date
             and e.transaction_id = substr(split_part(shown ->> 'id', '-', 1), 5)::uuid
             and e.line = split_part(shown ->> 'id', '-', 2)::smallint) as moved
    from statement s
    join account a on a.partner_id = s.partner_id and a.id = s.account_id
    join ledger_account l on l.partner_id = a.partner_id and l.id = a.ledger_account_id
    where s.partner_id = any(:partners)
)
select 'I2' as invariant, a.partner_id, 'ledger_account' as kind, a.id::text as id,
       'red' as severity,
       format('its current balance is kept as %s, its entries come to %s',
              a.current_minor, a.sign * a.net) as fault
from accounts a
where not a.is_pooled and a.current_minor <> a.sign * a.net
union all
select 'I2', a.partner_id, 'ledger_account', a.id::text, 'red',
       format('%s is kept as held, its open holds come to %s', a.held_minor, a.held)
from accounts a
where not a.is_pooled and a.held_minor <> a.held
union all
select 'I2', a.partner_id, 'ledger_account', a.id::text, 'red',
       format('it is pooled and keeps %s as current and %s as held', a.current_minor, a.held_minor)
from accounts a
where a.is_pooled and (a.current_minor, a.held_minor, a.held) <> (0, 0, 0)
union all
select 'I2', a.partner_id, 'ledger_account', a.id::text, 'red',
       format('its checkpoint is %s, its sealed entries come to %s',
              coalesce(c.current_minor, 0), a.sign * coalesce(s.net, 0))
from accounts a
left join ledger_checkpoint c on c.partner_id = a.partner_id and c.ledger_account_id = a.id
left join (
    select partner_id, ledger_account_id, sum(net) as net from sealed group by 1, 2
) s on s.partner_id = a.partner_id and s.ledger_account_id = a.id
where a.is_pooled and coalesce(c.current_minor, 0) <> a.sign * coalesce(s.net, 0)
union all
select 'I2', d.partner_id, 'ledger_account', d.ledger_account_id::text, 'red',
       format('its balance of %s is kept as %s, its sealed entries come to %s',
              d.business_on, d.current_minor, d.sign * d.running)
from days d
where d.current_minor <> d.sign * d.running
union all
select 'I2', p.partner_id, 'statement', p.id::text, 'red',
       format('it goes from %s to %s, the %s entries it prints come to %s',
              p.opening_minor, p.closing_minor, p.lines, p.moved)
from printed p
where p.closing_minor - p.opening_minor <> p.moved
union all
select 'I2', p.partner_id, 'statement', p.id::text, 'red',
       format('it opens at %s, the one before closed at %s', p.opening_minor, p.closed_before)
from printed p
where p.opening_minor <> p.closed_before;

-- I3: No account's available balance is below its floor.
-- The ledger never lets money leave an account that would end below, but it lets money enter one
-- that already is. Such an account (its floor was raised) is named here until enough has come in.
select 'I3' as invariant, a.partner_id, 'ledger_account' as kind, a.id::text as id,
       'red' as severity,
       format('%s is available (%s current, %s held), its floor is %s',
              a.current_minor - a.held_minor, a.current_minor, a.held_minor, a.floor_minor) as fault
from ledger_account a
where a.partner_id = any(:partners)
  and not a.is_pooled and a.current_minor - a.held_minor < a.floor_minor;

-- I4: A request is posted once, a transaction is undone once, and a payment moved what it says.
-- One transaction a key, at most one reversal a transaction; each payment has the transactions
-- that its state asks for, no more and no fewer, each over the payment's amount or its fee. One
-- that a second person was asked about moved only after a yes, of as many as were needed.
with asked as (
    select p.partner_id, p.id, p.status, w.cause, w.amount_minor, p.currency
    from payment p
    cross join lateral (values
        ('book_transfer', p.rail = 'book' and p.status = 'settled', p.amount_minor),
        ('ach_incoming', p.rail = 'ach' and p.direction = 'incoming', p.amount_minor),
        ('ach_outgoing', p.rail = 'ach' and p.direction = 'outgoing'
                         and p.status in ('submitted', 'settled', 'returned'), p.amount_minor),
        ('fee', p.rail = 'ach' and p.direction = 'outgoing' and p.fee_minor > 0
                and p.status in ('submitted', 'settled', 'returned'), p.fee_minor),
        ('ach_settlement', p.rail = 'ach' and p.direction = 'outgoing'
                           and p.status in ('settled', 'returned'), p.amount_minor),
        ('ach_return', p.rail = 'ach' and p.direction = 'outgoing'
                       and p.status = 'returned', p.amount_minor)
    ) as w (cause, is_due, amount_minor)
    where p.partner_id = any(:partners) and w.is_due
), posted as materialized (
    select t.partner_id, t.subject_id, t.cause, count(distinct t.id) as transactions,
           sum(e.amount_minor) as moved, max(e.currency) as currency
    from ledger_transaction t
    join entry e on e.partner_id = t.partner_id and e.transaction_id = t.id and e.side = 'debit'
    where t.partner_id = any(:partners) and t.subject_kind = 'payment' and t.reverses_id is null
      and t.cause <> 'adjustment'
    group by t.partner_id, t.subject_id, t.cause
)
select 'I4' as invariant, t.partner_id, 'transaction' as kind, min(t.id::text) as id,
       'red' as severity, format('%s transactions were posted under its key', count(*)) as fault
from ledger_transaction t
where t.partner_id = any(:partners)
group by t.partner_id, t.key_digest
having count(*) > 1
union all
select 'I4', t.partner_id, 'transaction', t.reverses_id::text, 'red',
       format('it was reversed %s times', count(*))
from ledger_transaction t
where t.partner_id = any(:partners) and t.reverses_id is not null
group by t.partner_id, t.reverses_id
having count(*) > 1
union all
select 'I4', a.partner_id, 'payment', a.id::text, 'red',
       format('it is %s over %s %s, and has %s transactions of kind %s over %s',
              a.status, a.amount_minor, a.currency, coalesce(p.transactions, 0), a.cause,
              coalesce(p.moved, 0))
from asked a
left join posted p
  on p.partner_id = a.partner_id and p.subject_id = a.id and p.cause = a.cause
where p.transactions is distinct from 1 or p.moved <> a.amount_minor or p.currency <> a.currency
union all
select 'I4', p.partner_id, 'payment', p.subject_id::text, 'red',
       format('it has %s transactions of kind %s over %s that its state does not ask for',
              p.transactions, p.cause, p.moved)
from posted p
where not exists (
    select from asked a
    where a.partner_id = p.partner_id and a.id = p.subject_id and a.cause = p.cause)
union all
select 'I4', p.partner_id, 'payment', p.id::text, 'red',
       format('it is %s, and the request of a second person is %s', p.status, r.status)
from (
    select distinct on (q.partner_id, q.subject_id) q.partner_id, q.subject_id, q.status
    from approval q
    where q.partner_id = any(:partners) and q.action = 'payments.send'
    order by q.partner_id, q.subject_id, q.id desc
) r
join payment p on p.partner_id = r.partner_id and p.id = r.subject_id
where p.status in ('approved', 'submitted', 'settled', 'returned') and r.status <> 'executed'
   or p.status = 'pending_approval' and r.status <> 'pending'
union all
select 'I4', p.partner_id, 'payment', p.id::text, 'red', 'it waits, and nobody was asked'
from payment p
where p.partner_id = any(:partners) and p.status = 'pending_approval'
  and not exists (
      select from approval r
      where r.partner_id = p.partner_id and r.subject_id = p.id and r.action = 'payments.send')
union all
select 'I4', r.partner_id, 'approval', r.id::text, 'red',
       format('it was executed with %s of %s yes votes', count(v.voter_id), r.required)
from approval r
left join approval_vote v
  on v.partner_id = r.partner_id and v.approval_id = r.id and v.is_yes
 and v.voter_id <> r.maker_id and v.shown_sha256 = r.shown_sha256
where r.partner_id = any(:partners) and r.status = 'executed'
group by r.partner_id, r.id, r.required
having count(v.voter_id) < r.required;

-- I5: The blocks are one chain without gap or fork, and only the ledger's functions write.
-- Roots and signatures are recomputed by guildhall verify; here the numbers, the ranges, the
-- links, the counts, each header's hash, and who may write, as the catalogue says it.
with chain as materialized (
    select b.*,
           row_number() over w as place,
           lag(b.hash, 1, decode(repeat('00', 32), 'hex')) over w as hash_before,
           lag(b.written_below) over w as below_before
    from ledger_block b
    where b.partner_id = any(:partners)
    window w as (partition by b.partner_id order by b.number)
), members as (
    select c.partner_id, c.number, (
        select count(*) from ledger_transaction t
        where t.partner_id = c.partner_id
          and t.written_by >= c.written_from and t.written_by < c.written_below) as transactions
    from chain c
), books (relname, is_updated) as (
    values ('ledger_account', true), ('ledger_transaction', false), ('entry', false),
           ('hold', true), ('ledger_checkpoint', true), ('ledger_block', false),
           ('ledger_day_balance', true), ('ledger_period', false)
), grants as (
    select b.relname, b.is_updated, x.grantee, x.privilege_type
    from books b
    join pg_class c on c.relname = b.relname and c.relnamespace = 'public'::regnamespace
    cross join lateral aclexplode(c.relacl) x
    where x.grantee <> c.relowner
    union
    select b.relname, b.is_updated, x.grantee, x.privilege_type
    from books b
    join pg_class c on c.relname = b.relname and c.relnamespace = 'public'::regnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attacl is not null
    cross join lateral aclexplode(a.attacl) x
    where x.grantee <> c.relowner
)
select 'I5' as invariant, c.partner_id, 'block' as kind, c.number::text as id, 'red' as severity,
       format('it is number %s and comes at place %s', c.number, c.place) as fault
from chain c
where c.number <> c.place
union all
select 'I5', c.partner_id, 'block', c.number::text, 'red',
       'it does not carry the hash of the block before'
from chain c
where c.previous_hash <> c.hash_before
union all
select 'I5', c.partner_id, 'block', c.number::text, 'red',
       format('it begins at write %s, the block before ended at %s',
              c.written_from, coalesce(c.below_before, 0))
from chain c
where c.written_from <> coalesce(c.below_before, 0)
union all
select 'I5', c.partner_id, 'block', c.number::text, 'red',
       format('it says %s transactions, %s are there', c.transactions, m.transactions)
from chain c
join members m on m.partner_id = c.partner_id and m.number = c.number
where m.transactions <> c.transactions
union all
select 'I5', c.partner_id, 'block', c.number::text, 'red', 'its hash is not that of its header'
from chain c
where c.hash <> sha256('\x02'::bytea || convert_to(
    format('{"key_id":"%s","number":%s,"partner":"%s","previous_hash":"%s","root":"%s",'
           || '"sealed_at":"%s","transactions":%s,"version":%s,"written_below":%s,'
           || '"written_from":%s}',
           c.key_id, c.number, c.partner_id, encode(c.previous_hash, 'hex'),
           encode(c.root, 'hex'),
           to_char(c.sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
           c.transactions, 1, c.written_below, c.written_from), 'UTF8'))
union all
select 'I5', null, 'table', g.relname, 'red',
       format('%s may %s it, past the ledger''s functions',
              coalesce(r.rolname, 'everybody'), g.privilege_type)
from grants g
left join pg_roles r on r.oid = g.grantee
where g.privilege_type <> 'SELECT'
  and not (r.rolname is not distinct from 'guildhall_ledger'
           and (g.privilege_type = 'INSERT' or g.privilege_type = 'UPDATE' and g.is_updated))
union all
select 'I5', null, 'table', b.relname, 'red', 'its row-level security is not forced'
from books b
join pg_class c on c.relname = b.relname and c.relnamespace = 'public'::regnamespace
where not (c.relrowsecurity and c.relforcerowsecurity)
union all
select 'I5', null, 'table', b.relname, 'red', format('trigger %s acts on it', t.tgname)
from books b
join pg_class c on c.relname = b.relname and c.relnamespace = 'public'::regnamespace
join pg_trigger t on t.tgrelid = c.oid and not t.tgisinternal
union all
select 'I5', null, 'role', m.rolname::text, 'red', 'it may become the role that writes the ledger'
from pg_auth_members a
join pg_roles r on r.oid = a.roleid and r.rolname = 'guildhall_ledger'
join pg_roles m on m.oid = a.member
where m.rolname <> 'guildhall_owner' and not m.rolsuper
union all
select 'I5', null, 'function', p.proname::text, 'red',
       format('it runs with the rights of %s', r.rolname)
from pg_proc p
join pg_roles r on r.oid = p.proowner
where p.prosecdef and p.pronamespace in ('guildhall'::regnamespace, 'public'::regnamespace)
  and r.rolname not in ('guildhall_ledger', 'guildhall_directory');

-- I6: Work that failed says why.
-- Of a page that failed nothing is in the database: that every such answer carries an error id and
-- is logged under it, the tests of the web door show. Here: work that was given up.
select 'I6' as invariant, o.partner_id, 'work' as kind, o.id::text as id, 'red' as severity,
       format('it (%s) was given up after %s attempts, and nothing says why',
              o.kind, o.attempts) as fault
from outbox o
where o.partner_id = any(:partners)
  and o.failed_at is not null and coalesce(o.last_error, '') = ''
union all
select 'I6', o.partner_id, 'work', o.id::text, 'warning',
       format('it (%s) was given up after %s attempts; somebody has to look', o.kind, o.attempts)
from outbox o
where o.partner_id = any(:partners) and o.failed_at is not null and o.last_error <> '';

-- I7: What belongs together belongs to one partner, one customer, one currency.
-- An entry and its account and transaction; a hold and its account; an account and its ledger
-- account. (Every reference carries the partner, so one that left it would find no row at all.)
select 'I7' as invariant, e.partner_id, 'transaction' as kind, e.transaction_id::text as id,
       'red' as severity,
       case when a.id is null
            then format('line %s names ledger account %s, and this partner has none such',
                        e.line, e.ledger_account_id)
            when e.currency <> a.currency
            then format('line %s is in %s, its account in %s', e.line, e.currency, a.currency)
            when (e.effective_on, e.posted_at) <> (t.effective_on, t.posted_at)
            then format('line %s counts for %s, its transaction for %s',
                        e.line, e.effective_on, t.effective_on)
            else format('line %s belongs to another customer than its account', e.line)
       end as fault
from entry e
left join ledger_account a on a.partner_id = e.partner_id and a.id = e.ledger_account_id
left join ledger_transaction t on t.partner_id = e.partner_id and t.id = e.transaction_id
where e.partner_id = any(:partners)
  and (a.id is null or e.currency <> a.currency
       or e.customer_id is distinct from a.customer_id
       or (e.effective_on, e.posted_at) <> (t.effective_on, t.posted_at))
union all
select 'I7', h.partner_id, 'hold', h.id::text, 'red',
       format('it is in %s for its customer, its ledger account in %s for another or none',
              h.currency, a.currency)
from hold h
left join ledger_account a on a.partner_id = h.partner_id and a.id = h.ledger_account_id
where h.partner_id = any(:partners)
  and (a.id is null or h.currency <> a.currency or h.customer_id is distinct from a.customer_id)
union all
select 'I7', c.partner_id, 'account', c.id::text, 'red',
       'it and its ledger account differ in customer, program or currency'
from account c
left join ledger_account a on a.partner_id = c.partner_id and a.id = c.ledger_account_id
where c.partner_id = any(:partners)
  and (a.id is null or c.customer_id is distinct from a.customer_id
       or c.program_id is distinct from a.program_id or c.currency <> a.currency);

-- I8: Work that follows a fact is kept, done once and not before its time.
-- One row a kind and key; done or given up, never both; leased for a while, never for ever; a hold
-- that ends by its time has the work that ends it.
select 'I8' as invariant, o.partner_id, 'work' as kind, min(o.id::text) as id, 'red' as severity,
       format('%s rows of kind %s carry the same key', count(*), o.kind) as fault
from outbox o
where o.partner_id = any(:partners)
group by o.partner_id, o.kind, o.key
having count(*) > 1
union all
select 'I8', o.partner_id, 'work', o.id::text, 'red',
       case when o.done_at is not null and o.failed_at is not null
            then format('it (%s) is both done and given up', o.kind)
            when o.done_at is not null and o.attempts = 0
            then format('it (%s) is done, and nobody ever took it', o.kind)
            when o.done_at < o.due_at
            then format('it (%s) was done before it was due', o.kind)
            else format('it (%s) is leased until %s', o.kind, to_char(
                o.leased_until at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'))
       end
from outbox o
where o.partner_id = any(:partners)
  and (o.done_at is not null and (o.failed_at is not null or o.attempts = 0)
       or o.done_at < o.due_at
       or o.leased_until > clock_timestamp() + interval '15 minutes')
union all
select 'I8', o.partner_id, 'work', o.id::text, 'warning',
       format('it (%s) has been due since %s', o.kind,
              to_char(o.due_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'))
from outbox o
where o.partner_id = any(:partners)
  and o.done_at is null and o.failed_at is null and o.due_at < :at - interval '1 hour'
union all
select 'I8', h.partner_id, 'hold', h.id::text, 'red',
       format('it ends at %s, and no work will end it',
              to_char(h.expires_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'))
from hold h
where h.partner_id = any(:partners) and h.status = 'open' and h.expires_at is not null
  and not exists (
      select from outbox o
      where o.partner_id = h.partner_id and o.kind = 'hold.expire' and o.key = h.id::text);

-- I9: Money on its way arrives: nothing in transit, clearing or suspense is older than its limit.
-- Limits are the rows of transit_limit, each with its source. An account's age is the least it can
-- be: as if the money that left had been the oldest there. Where single payments or returns are
-- known, each is held against the limit by itself.
with today as (
    select (:at at time zone 'America/New_York')::date as today
), limits as (
    select distinct on (l.code) l.code, l.warning_days, l.red_days, t.today
    from transit_limit l, today t
    where l.effective_from <= t.today
    order by l.code, l.effective_from desc
), days as materialized (
    select a.partner_id, a.id, l.code, l.warning_days, l.red_days, l.today, a.currency,
           e.effective_on,
           coalesce(sum(e.amount_minor) filter (where e.side = 'debit'), 0) as debits,
           coalesce(sum(e.amount_minor) filter (where e.side = 'credit'), 0) as credits
    from ledger_account a
    join limits l on l.code = split_part(a.code, ' ', 2)
    join entry e on e.partner_id = a.partner_id and e.ledger_account_id = a.id
    where a.partner_id = any(:partners) and a.customer_id is null
    group by a.partner_id, a.id, l.code, l.warning_days, l.red_days, l.today, a.currency,
             e.effective_on
), balances as (
    select d.partner_id, d.id, sum(d.debits - d.credits) as net
    from days d
    group by d.partner_id, d.id
    having sum(d.debits - d.credits) <> 0
), layers as (
    select d.*, b.net,
           sum(case when b.net > 0 then d.debits else d.credits end)
               over (partition by d.partner_id, d.id order by d.effective_on desc)
           - case when b.net > 0 then d.debits else d.credits end as came_later
    from days d
    join balances b on b.partner_id = d.partner_id and b.id = d.id
), ages as (
    select l.partner_id, l.id, l.code, l.currency, l.net, l.warning_days, l.red_days,
           min(l.effective_on) as since, l.today - min(l.effective_on) as age
    from layers l
    where l.came_later < abs(l.net)
    group by l.partner_id, l.id, l.code, l.currency, l.net, l.warning_days, l.red_days, l.today
)
select 'I9' as invariant, a.partner_id, 'ledger_account' as kind, a.id::text as id,
       case when a.age > a.red_days then 'red' else 'warning' end as severity,
       format('%s holds %s %s since %s, %s days; its limit is %s', a.code, abs(a.net), a.currency,
              a.since, a.age, a.warning_days) as fault
from ages a
where a.age > a.warning_days
union all
select 'I9', p.partner_id, 'payment', p.id::text,
       case when l.today - p.effective_on > l.red_days then 'red' else 'warning' end,
       format('it was to settle on %s and has not, %s days later',
              p.effective_on, l.today - p.effective_on)
from payment p
join limits l on l.code = 'ach_outgoing'
where p.partner_id = any(:partners) and p.status = 'submitted'
  and l.today - p.effective_on > l.warning_days
union all
select 'I9', r.partner_id, 'return', r.id::text, 'warning',
       format('return %s was due by %s and is not sent', r.code, r.return_by)
from prepared_return r, today t
where r.partner_id = any(:partners) and r.status = 'prepared' and r.return_by < t.today;

-- I10: Every change of state has its audit record.
-- As far as rows can tell: the state a row is in names the records it must have. That a record was
-- written in the change's own transaction no row can tell; the tests of each action do.
with due as (
    select p.partner_id, 'payment' as kind, p.id, d.action
    from payment p
    cross join lateral (values
        ('payment.approved', p.rail = 'ach' and p.direction = 'outgoing'
                             and p.status in ('approved', 'submitted', 'settled', 'returned')),
        ('payment.rejected', p.status = 'rejected'),
        ('payment.submitted', p.submitted_at is not null),
        ('payment.settled', p.direction = 'outgoing' and p.settled_on is not null),
        ('payment.received', p.direction = 'incoming'),
        ('payment.returned', p.status = 'returned'),
        ('payment.canceled', p.status = 'canceled')
    ) as d (action, is_due)
    where p.partner_id = any(:partners) and d.is_due
    union all
    select a.partner_id, 'account', a.id, 'account.opened'
    from account a
    where a.partner_id = any(:partners)
    union all
    select l.partner_id, 'ledger_account', l.id, 'ledger_account.frozen'
    from ledger_account l
    where l.partner_id = any(:partners) and (l.is_debit_frozen or l.is_credit_frozen)
    union all
    select l.partner_id, 'ledger_account', l.id, 'ledger_account.closed'
    from ledger_account l
    where l.partner_id = any(:partners) and l.closed_at is not null
    union all
    select distinct p.partner_id, 'partner', p.partner_id, 'period.locked'
    from ledger_period p
    where p.partner_id = any(:partners)
    union all
    select distinct d.partner_id, 'partner', d.partner_id, 'ledger.day_rooted'
    from day_root d
    where d.partner_id = any(:partners)
    union all
    select s.partner_id, 'statement', s.id, 'statement.issued'
    from statement s
    where s.partner_id = any(:partners)
    union all
    select t.partner_id, 'transaction', t.reverses_id, 'transaction.reversed'
    from ledger_transaction t
    where t.partner_id = any(:partners) and t.reverses_id is not null
    union all
    select t.partner_id, 'adjustment', t.subject_id, d.action
    from ledger_transaction t
    cross join (values ('adjustment.proposed'), ('adjustment.approved')) as d (action)
    where t.partner_id = any(:partners) and t.subject_kind = 'adjustment'
    union all
    select h.partner_id, 'hold', h.id, 'hold.expired'
    from hold h
    where h.partner_id = any(:partners) and h.status = 'expired'
    union all
    select a.partner_id, 'application', a.id, 'application.submitted'
    from application a
    where a.partner_id = any(:partners)
    union all
    select a.partner_id, 'application', a.id, 'application.' || a.status
    from application a
    where a.partner_id = any(:partners) and a.status <> 'submitted'
    union all
    select g.partner_id, 'program', g.id, 'program.opened'
    from program g
    where g.partner_id = any(:partners)
)
select 'I10' as invariant, d.partner_id, d.kind, d.id::text as id, 'red' as severity,
       format('no audit record says %s', d.action) as fault
from due d
where not exists (
    select from audit_record r
    where r.partner_id = d.partner_id and r.subject_id = d.id and r.action = d.action);
