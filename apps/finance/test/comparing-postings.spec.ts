import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { assigned, changed, completed, Ledger, type TaskEvent } from './support/ledger.js';

const noon = '2026-05-04T12:00:00.123456Z';

describe('Reconciliation with the ledger (F11)', () => {
  let ledger: Ledger;

  beforeAll(async () => {
    ledger = await Ledger.start();
  });

  afterAll(() => ledger.stop());

  const booksAreRight = async (): Promise<void> => {
    expect(await ledger.verification()).toMatchObject({ sum: 0, differences: [] });
  };

  const lifeOf = (task: string, performer: string): TaskEvent[] => [
    changed(task, noon),
    assigned(task, performer, noon),
    completed(task, performer, noon),
  ];

  it('changes nothing when everything is in the ledger', async () => {
    const [task, performer] = [uuidv7(), uuidv4()];
    const events = lifeOf(task, performer);
    await ledger.deliver(events);
    const [postings, balances] = [await ledger.postingsOf([task]), await ledger.balancesOf([performer])];
    expect(await ledger.compare(events)).toEqual({ prices: 0, descriptions: 0, postings: 0 });
    expect(await ledger.postingsOf([task])).toEqual(postings);
    expect(await ledger.balancesOf([performer])).toEqual(balances);
    await booksAreRight();
  });

  it('books exactly what is missing among what is known', async () => {
    const lives = Array.from({ length: 20 }, () => lifeOf(uuidv7(), uuidv4()));
    const lost = lives.flatMap(([, , completion], index) =>
      index % 4 === 0 && completion ? [completion] : [],
    );
    await ledger.deliver(lives.flat().filter((event) => !lost.includes(event)));
    expect(await ledger.compare(lives.flat())).toEqual({ prices: 0, descriptions: 0, postings: lost.length });
    expect(await ledger.postingsOf(lost.map(({ body }) => body.task_uuid))).toHaveLength(2 * lost.length);
    await booksAreRight();
  });

  it('prices tasks and opens accounts when every event was lost', async () => {
    const [task, performer] = [uuidv7(), uuidv4()];
    expect(await ledger.compare(lifeOf(task, performer))).toEqual({
      prices: 1,
      descriptions: 1,
      postings: 2,
    });
    expect((await ledger.balancesOf([performer])).size).toBe(1);
    await booksAreRight();
  });

  it('deduplicates a known completion with another message id and notation of its time', async () => {
    const [task, performer] = [uuidv7(), uuidv4()];
    await ledger.deliver([completed(task, performer, '2026-05-04T12:00:00Z')]);
    const again = completed(task, performer, '2026-05-04T14:00:00.000+02:00');
    expect(await ledger.compare([again])).toMatchObject({ postings: 0 });
    expect(await ledger.postingsOf([task])).toHaveLength(1);
  });

  it('rejects an event that contradicts the ledger, and books nothing of its batch', async () => {
    const [task, other, performer] = [uuidv7(), uuidv7(), uuidv4()];
    await ledger.deliver([completed(task, performer, noon)]);
    const batch = [assigned(other, performer, noon), completed(task, uuidv4(), noon)];
    await expect(ledger.compare(batch)).rejects.toMatchObject({ code: 'posting-contradiction' });
    expect(await ledger.postingsOf([other])).toEqual([]);
    await booksAreRight();
  });

  it('rejects two missing events that contradict each other', async () => {
    const [task, id] = [uuidv7(), uuidv7()];
    const both = [assigned(task, uuidv4(), noon, id), assigned(task, uuidv4(), noon, id)];
    await expect(ledger.compare(both)).rejects.toMatchObject({ code: 'posting-contradiction' });
    expect(await ledger.postingsOf([task])).toEqual([]);
  });

  it('books an event once when the broker delivers it at the same time', async () => {
    const lives = Array.from({ length: 40 }, () => lifeOf(uuidv7(), uuidv4()));
    const tasks = lives.flatMap(([event]) => (event ? [event.body.task_uuid] : []));
    await Promise.all([
      ...lives.map((events) => ledger.deliver(events)),
      ...lives.toReversed().map((events) => ledger.compare(events)),
      ledger.compare(lives.flat()),
    ]);
    expect(await ledger.postingsOf(tasks)).toHaveLength(2 * lives.length);
    await booksAreRight();
  });
});
