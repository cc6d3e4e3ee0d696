import type { Reversal, TaskView } from '@ates/contracts';
import { differencesOf } from './model.js';
import { Observations } from './observations.js';
import type { Posting, Snapshot } from './snapshot.js';

const [polly, kesha, task] = ['polly', 'kesha', 'task'];
const [day, today] = ['2026-03-02', '2026-03-03'];
const base = { seed: 1, client: 1, by: polly, attempts: 1 };
const view = { uuid: task, fee: 1000, reward: 3000, assigned_to: { uuid: polly, name: null } } as TaskView;

function seen(): Observations {
  const observations = new Observations();
  observations.done.push(
    { ...base, kind: 'create', key: 'a', text: '[A-1] - perch', answer: view },
    { ...base, kind: 'complete', key: 'b', task, answer: view },
  );
  return observations;
}

const posting = (id: string, kind: Posting['kind'], signed: number, bookedOn: string): Posting => {
  const other = kind === 'payout' ? 'payouts' : 'company';
  return {
    id,
    kind,
    event_id: kind === 'fee' ? 'assigned' : null,
    task_id: kind === 'payout' ? null : task,
    person: polly,
    person_amount: signed,
    debit: signed < 0 ? 'account' : other,
    credit: signed < 0 ? other : 'account',
    amount: Math.abs(signed),
    booked_on: bookedOn,
    reverses: null,
    reason: null,
  };
};

/** The fee is reversed on the next day, which is still open; `answer` is what a client was told. */
function reverseFee(found: Snapshot): { reversal: Posting; answer: Reversal } {
  const reversal = { ...posting('reversal', 'reversal', 1000, today), reverses: 'fee', reason: 'rain' };
  const { finance } = found;
  finance.postings.push(reversal);
  present(finance.accounts[0]).balance = 1000;
  present(finance.accounts[1]).balance = -3000;
  return { reversal, answer: { uuid: 'reversal', reverses: 'fee' } as Reversal };
}

const event = (id: string, type: string, body: Record<string, unknown>, version = 1) => ({
  id,
  type,
  version,
  body,
});

const people = [polly, kesha, ...Array.from({ length: 6 }, (_, index) => `demo-${index}`)].map((id) => ({
  id,
  name: id,
  email: `${id}@example.org`,
  roles: ['employee'],
  is_deleted: false,
}));

/** Polly created a task, got it, and completed it: a fee of 10, a reward of 30, and a payout of 20 on the same day. */
const right = (): Snapshot => ({
  yesterday: day,
  auth: { people, events: people.map(({ id }) => event(id, 'auth.user.created', { user_id: id })) },
  tasks: {
    events: [
      event('assigned', 'tasks.task.assigned', { task_uuid: task, assigned_to: polly }),
      event('changed', 'tasks.task.changed', { task_uuid: task, title: 'perch' }, 2),
      event('completed', 'tasks.task.completed', { task_uuid: task, assigned_to: polly }),
    ],
    tasks: [
      { id: task, description: '[A-1] - perch', author_id: polly, assigned_to: polly, completed: true },
    ],
    assignments: [{ id: 'assigned', task_id: task, performer_id: polly, reassignment_id: null }],
    reassignments: [],
    prices: [{ task_id: task, fee: 1000, reward: 3000 }],
    cachedPeople: structuredClone(people),
  },
  finance: {
    events: [
      event('priced', 'finance.task.priced', { task_uuid: task, fee: 1000, reward: 3000 }),
      event('closed', 'finance.day.closed', { date: day }),
      event('paid', 'finance.payout.made', { user_id: polly, date: day, amount: 2000 }),
    ],
    tasks: [{ id: task, fee: 1000, reward: 3000, description: '[A-1] - perch' }],
    postings: [
      posting('fee', 'fee', -1000, day),
      posting('reward', 'reward', 3000, day),
      posting('payout', 'payout', -2000, day),
    ],
    accounts: [
      { id: 'account', kind: 'person', user_id: polly, balance: 0 },
      { id: 'company', kind: 'company', user_id: null, balance: -2000 },
      { id: 'payouts', kind: 'payouts', user_id: null, balance: 2000 },
    ],
    days: [{ day, fees: 1000, rewards: 3000, paid: 2000, paid_people: 1, hash: 'hash' }],
    statements: [{ day, user_id: polly, state: 'sent', message_id: 'mail' }],
    cachedPeople: structuredClone(people),
  },
  parked: [],
  mails: [
    { to: 'polly@example.org', messageId: 'mail', text: `Your statement of ${day}: payout -20.00 USD` },
  ],
});

/** What can go wrong, and a part of the sentence that says so. */
const wrongs: [what: string, said: RegExp, spoil: (found: Snapshot, seen: Observations) => void][] = [
  ['an acknowledged task is lost', /was acknowledged and is not there/, ({ tasks }) => tasks.tasks.pop()],
  [
    'a request created two tasks',
    /no client was told that it created it/,
    ({ tasks }) => tasks.tasks.push({ ...present(tasks.tasks[0]), id: 'second' }),
  ],
  [
    'a completion is lost',
    /completion of task task was acknowledged/,
    ({ tasks }) => {
      present(tasks.tasks[0]).completed = false;
    },
  ],
  [
    'a task was completed and no one was told',
    /is completed and no client was told/,
    (_found, observations) => {
      observations.done.pop();
    },
  ],
  [
    'an assignment was not published',
    /assignment assigned was not published/,
    ({ tasks }) => tasks.events.shift(),
  ],
  [
    'an assignment was not charged',
    /the fee of assignment assigned/,
    ({ finance }) => finance.postings.shift(),
  ],
  [
    'an assignment was charged twice',
    /the fee of assignment assigned/,
    ({ finance }) => finance.postings.push(posting('again', 'fee', -1000, today)),
  ],
  [
    'a reward went to somebody else',
    /the reward of task task/,
    ({ finance }) => {
      present(finance.postings[1]).person = kesha;
    },
  ],
  [
    'a payout was made twice',
    /the payouts of polly/,
    ({ finance }) => {
      finance.postings.push(posting('again', 'payout', -2000, day));
    },
  ],
  ['a positive balance was not paid', /the payouts of polly/, ({ finance }) => finance.postings.pop()],
  [
    'a balance is wrong',
    /the balance of person account/,
    ({ finance }) => {
      present(finance.accounts[0]).balance = 1;
    },
  ],
  [
    'the ledger does not sum to zero',
    /the sum of all balances/,
    ({ finance }) => {
      present(finance.accounts[1]).balance = 0;
    },
  ],
  [
    'a day stayed open',
    /the last closed day/,
    (found) => {
      found.yesterday = today;
    },
  ],
  [
    'a reversal was booked and no one was told',
    /reversal reversal is there and no client was told so/,
    (found) => reverseFee(found),
  ],
  [
    'a reversal has another amount',
    /the amount of reversal reversal/,
    (found) => {
      reverseFee(found).reversal.person_amount = 999;
    },
  ],
  [
    'a posting was reversed twice',
    /posting fee was reversed twice/,
    (found) => {
      found.finance.postings.push({ ...reverseFee(found).reversal, id: 'again' });
    },
  ],
  [
    'an acknowledged reversal is lost',
    /reversal reversal was acknowledged and is not there/,
    (_found, observations) => {
      const { answer } = reverseFee(right());
      observations.done.push({ ...base, kind: 'reverse', key: 'c', reason: 'rain', answer });
    },
  ],
  ['a statement never arrived', /never arrived/, ({ mails }) => mails.pop()],
  [
    'a statement has the wrong payout',
    /does not say -20\.00/,
    ({ mails }) => {
      present(mails[0]).text = `Your statement of ${day}`;
    },
  ],
  [
    'a repeated statement has other amounts',
    /with different amounts/,
    ({ mails }) => {
      mails.push({ ...present(mails[0]), text: `${day} -20.00 and 1.00` });
    },
  ],
  [
    'a cached person is stale',
    /polly in Finance/,
    ({ finance }) => {
      present(finance.cachedPeople[0]).roles = ['manager'];
    },
  ],
  [
    'a cached description is stale',
    /the description of task task in Finance/,
    ({ finance }) => {
      present(finance.tasks[0]).description = 'old';
    },
  ],
  [
    'Tasks has another price',
    /the fee of task task in Tasks/,
    ({ tasks }) => {
      present(tasks.prices[0]).fee = 1001;
    },
  ],
  [
    'a good message is parked',
    /parked a good message/,
    ({ parked }) => {
      parked.push({ service: 'finance', type: 'tasks.task.assigned', reason: 'why' });
    },
  ],
  [
    'an operation got no answer',
    /never got an answer/,
    (_found, observations) => {
      observations.unanswered.push({ ...base, kind: 'create', key: 'c', about: '', last: 'timeout' });
    },
  ],
];

describe('The model of fault runs', () => {
  it('finds no difference when all is right', () => {
    expect(differencesOf(seen(), right())).toEqual([]);
  });

  it('accepts a statement that came twice with the same text', () => {
    const found = right();
    found.mails.push({ ...present(found.mails[0]) });
    expect(differencesOf(seen(), found)).toEqual([]);
  });

  it('wants the statement parked of a person who left before Finance knew their address', () => {
    const found = right();
    Object.assign(present(found.finance.cachedPeople[0]), { name: '', email: '', is_deleted: true });
    found.mails.pop();
    const said = () => differencesOf(seen(), found).filter((difference) => difference.includes('statement'));
    expect(said()).toEqual([expect.stringContaining('the state of the statement')]);
    present(found.finance.statements[0]).state = 'parked';
    expect(said()).toEqual([]);
  });

  it('accepts a reversal that a client was told about', () => {
    const [observations, found] = [seen(), right()];
    const { answer } = reverseFee(found);
    observations.done.push({ ...base, kind: 'reverse', key: 'c', reason: 'rain', answer });
    expect(differencesOf(observations, found)).toEqual([]);
  });

  it.each(wrongs)('notices that %s', (_what, said, spoil) => {
    const [observations, found] = [seen(), right()];
    spoil(found, observations);
    expect(differencesOf(observations, found).join('\n')).toMatch(said);
  });
});

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) {
    throw new Error('the snapshot has no such element');
  }
  return value;
}
