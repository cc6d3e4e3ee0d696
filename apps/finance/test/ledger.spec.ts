import pg from 'pg';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { assigned, changed, completed, Ledger } from './support/ledger.js';

const noon = '2026-05-04T12:00:00.123456Z';

describe('The ledger', () => {
  let ledger: Ledger;

  beforeAll(async () => {
    ledger = await Ledger.start();
  });

  afterAll(() => ledger.stop());

  it('moves a fee from the performer to the company, and a reward back, and sums to zero (F2 F3)', async () => {
    const [task, performer] = [uuidv7(), uuidv4()];
    await ledger.deliver([assigned(task, performer, noon), completed(task, performer, noon)]);
    const [fee, reward] = await ledger.postingsOf([task]);
    expect(fee).toMatchObject({ kind: 'fee', user_id: performer });
    expect(reward).toMatchObject({ kind: 'reward', user_id: performer });
    const balances = await ledger.balancesOf([performer]);
    expect(balances.get(performer)).toBe((fee?.amount ?? 0) + (reward?.amount ?? 0));
    expect(await ledger.verification()).toMatchObject({ sum: 0, differences: [] });
  });

  it("keeps the event's own time to the microsecond, whatever zone it was written in (F2)", async () => {
    const [task, performer] = [uuidv7(), uuidv4()];
    await ledger.deliver([assigned(task, performer, '2026-05-04T14:30:00.123456+02:00')]);
    const [posting] = await ledger.postingsOf([task]);
    expect(posting?.occurred_at).toBe('2026-05-04T12:30:00.123456Z');
  });

  it('prices a task once, by whatever event it is seen first (F1)', async () => {
    const [task, performer] = [uuidv7(), uuidv4()];
    await ledger.deliver([changed(task, noon)]);
    const price = () => ledger.database.query(`select fee, reward from task where id = $1`, [task]);
    const first = await price();
    await ledger.deliver([assigned(task, performer, noon)]);
    expect(first).toHaveLength(1);
    expect(await price()).toEqual(first);
  });

  it.each([
    ['update', `update posting set amount = amount + 1`],
    ['an update of nothing', `update posting set amount = 1 where false`],
    ['delete', `delete from posting`],
    ['truncate', `truncate posting cascade`],
    ['truncate of what it refers to', `truncate account cascade`],
  ])('refuses %s, to the owner and a superuser too (F3)', async (_, statement) => {
    await ledger.deliver([assigned(uuidv7(), uuidv4(), noon)]);
    await expect(ledger.database.query(statement)).rejects.toThrow(/postings are never changed/);
  });

  it('refuses it to a session that plays replica as well, where ordinary triggers are silent', async () => {
    const client = new pg.Client({ connectionString: ledger.database.url });
    await client.connect();
    try {
      await client.query(`set session_replication_role = replica`);
      await expect(client.query(`delete from posting`)).rejects.toThrow(/postings are never changed/);
    } finally {
      await client.end();
    }
  });

  it('takes the same completion under another message id, its instant written otherwise, as a repetition', async () => {
    const [task, performer] = [uuidv7(), uuidv4()];
    await ledger.deliver([completed(task, performer, '2026-05-04T12:00:00Z')]);
    await ledger.deliver([completed(task, performer, '2026-05-04T14:00:00.000+02:00')]);
    expect(await ledger.postingsOf([task])).toHaveLength(1);
  });

  it('refuses a second completion by somebody else or at another time, and stays as it was', async () => {
    const [task, performer] = [uuidv7(), uuidv4()];
    await ledger.deliver([completed(task, performer, noon)]);
    const before = await ledger.postingsOf([task]);
    const contradictions = [
      completed(task, uuidv4(), noon),
      completed(task, performer, '2026-05-04T12:00:01Z'),
    ];
    for (const contradiction of contradictions) {
      const innocent = assigned(uuidv7(), performer, noon);
      await expect(ledger.deliver([innocent, contradiction])).rejects.toMatchObject({
        code: 'posting-contradiction',
      });
    }
    expect(await ledger.postingsOf([task])).toEqual(before);
    expect(await ledger.verification()).toMatchObject({ sum: 0, differences: [] });
  });

  it('refuses two contradicting events that come in one batch', async () => {
    const [task, id] = [uuidv7(), uuidv7()];
    const both = [assigned(task, uuidv4(), noon, id), assigned(task, uuidv4(), noon, id)];
    await expect(ledger.deliver(both)).rejects.toMatchObject({ code: 'posting-contradiction' });
    expect(await ledger.postingsOf([task])).toEqual([]);
  });

  it('leaves nothing behind when what comes after the postings fails', async () => {
    const [task, performer] = [uuidv7(), uuidv4()];
    const noSuchInstant = assigned(task, performer, '2026-05-04T12:00:00+23:00');
    await expect(ledger.deliver([assigned(task, performer, noon), noSuchInstant])).rejects.toThrow();
    expect(await ledger.postingsOf([task])).toEqual([]);
    expect((await ledger.balancesOf([performer])).size).toBe(0);
  });

  it('lets many consumers post to the same accounts at once', async () => {
    const people = Array.from({ length: 5 }, () => uuidv4());
    const tasks = Array.from({ length: 200 }, () => uuidv7());
    const events = tasks.map((task, index) => assigned(task, people[index % people.length] ?? '', noon));
    const batches = Array.from({ length: 10 }, (_, batch) =>
      events.filter((_, index) => index % 10 === batch),
    );
    await Promise.all([...batches, ...batches.toReversed()].map((batch) => ledger.deliver(batch)));
    expect(await ledger.postingsOf(tasks)).toHaveLength(200);
    expect(await ledger.verification()).toMatchObject({ sum: 0, differences: [] });
  });

  it('finds a balance that is not the sum of its entries (F3)', async () => {
    const performer = uuidv4();
    await ledger.deliver([assigned(uuidv7(), performer, noon)]);
    await ledger.database.query(`update account set balance = balance + 1 where user_id = $1`, [performer]);
    const { sum, differences } = await ledger.verification();
    await ledger.database.query(`update account set balance = balance - 1 where user_id = $1`, [performer]);
    expect(sum).toBe(1);
    const [first] = differences;
    expect(first).toMatchObject({ what: 'account.balance', user: performer, day: null });
    expect(Number(first?.found)).toBe(Number(first?.expected) + 1);
  });

  it("finds a day on which the company's balance is wrong (F3)", async () => {
    await ledger.deliver([assigned(uuidv7(), uuidv4(), noon)]);
    await ledger.database.query(
      `update company_day_balance set balance = balance + 5 where day = '2026-05-04'`,
    );
    const { sum, differences } = await ledger.verification();
    await ledger.database.query(
      `update company_day_balance set balance = balance - 5 where day = '2026-05-04'`,
    );
    expect(sum).toBe(5);
    expect(differences[0]).toMatchObject({
      what: 'company_day_balance.balance',
      user: null,
      day: '2026-05-04',
    });
  });
});

/** Instants and the day they count for: around midnight, and where clocks change. */
const days: [string, string, string][] = [
  ['UTC', '2026-05-04T23:59:59.999999Z', '2026-05-04'],
  ['UTC', '2026-05-05T00:00:00Z', '2026-05-05'],
  ['UTC', '2026-05-05T01:00:00+02:00', '2026-05-04'],
  ['Europe/Berlin', '2026-01-31T22:59:59.999999Z', '2026-01-31'],
  ['Europe/Berlin', '2026-01-31T23:00:00Z', '2026-02-01'],
  // Clocks go forward on 29 March: that day is from 23:00Z to 22:00Z.
  ['Europe/Berlin', '2026-03-28T22:59:59Z', '2026-03-28'],
  ['Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29'],
  ['Europe/Berlin', '2026-03-29T21:59:59Z', '2026-03-29'],
  ['Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
  // And back on 25 October: from 22:00Z to 23:00Z, 25 hours.
  ['Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25'],
  ['Europe/Berlin', '2026-10-25T22:59:59.999999Z', '2026-10-25'],
  ['Europe/Berlin', '2026-10-25T23:00:00Z', '2026-10-26'],
  ['America/New_York', '2026-03-08T04:59:59Z', '2026-03-07'],
  ['America/New_York', '2026-03-08T05:00:00Z', '2026-03-08'],
  ['America/New_York', '2026-03-09T03:59:59Z', '2026-03-08'],
  ['America/New_York', '2026-03-09T04:00:00Z', '2026-03-09'],
  // Clocks change at midnight itself here: 24 April 2026 begins at one o'clock.
  ['Africa/Cairo', '2026-04-23T21:59:59Z', '2026-04-23'],
  ['Africa/Cairo', '2026-04-23T22:00:00Z', '2026-04-24'],
  ['Asia/Kathmandu', '2026-05-04T18:15:00Z', '2026-05-05'],
  ['Pacific/Kiritimati', '2026-05-04T09:59:59Z', '2026-05-04'],
  ['Pacific/Kiritimati', '2026-05-04T10:00:00Z', '2026-05-05'],
];

describe('A posting counts for the working day of its event', () => {
  let ledger: Ledger;

  beforeAll(async () => {
    ledger = await Ledger.start();
  });

  afterAll(() => ledger.stop());

  it.each(days)('in %s, %s is on %s (F2)', async (timeZone, instant, day) => {
    const task = uuidv7();
    await ledger.deliverIn(timeZone, [assigned(task, uuidv4(), instant)]);
    expect(await ledger.postingsOf([task])).toMatchObject([{ booked_on: day }]);
  });

  it('also when the same instant comes again after the zone was changed', async () => {
    const [task, performer, id] = [uuidv7(), uuidv4(), uuidv7()];
    const event = assigned(task, performer, '2026-05-04T23:30:00Z', id);
    await ledger.deliverIn('UTC', [event]);
    await ledger.deliverIn('Europe/Berlin', [event]);
    expect(await ledger.postingsOf([task])).toMatchObject([{ booked_on: '2026-05-04' }]);
  });

  it('in a zone that the database knows, else Finance does not start', async () => {
    await expect(ledger.checkCalendar('America/New_York')).resolves.toBeUndefined();
    await expect(ledger.checkCalendar('Mars/Olympus')).rejects.toThrow(/BUSINESS_TIME_ZONE.*Mars\/Olympus/);
  });
});
