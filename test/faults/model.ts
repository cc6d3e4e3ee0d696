import type { Done, Observations } from './observations.js';
import type { Posting, PublishedEvent, Snapshot } from './snapshot.js';

/**
 * What must be true after a run, in plain code: of what clients saw succeed and what the services have published, it says
 * what the databases and mails must contain. Returns the differences, as sentences; none if all is right.
 */
export const differencesOf = (seen: Observations, found: Snapshot): string[] => [
  ...operationsAnswered(seen),
  ...tasksAsSeen(seen, found),
  ...completionsAsSeen(seen, found),
  ...assignmentsAsSeen(seen, found),
  ...reassignmentsAsSeen(seen, found),
  ...editsAsSeen(seen, found),
  ...peopleAsSeen(seen, found),
  ...closesAsSeen(seen, found),
  ...reversalsAsSeen(seen, found),
  ...pricesAsSeen(seen, found),
  ...eventsPublished(found),
  ...pricesSet(found),
  ...taskMoneyBooked(found),
  ...ledgerBalanced(found),
  ...daysSettled(found),
  ...statementsMailed(found),
  ...copiesEqual(found),
  ...nothingParked(found),
];

const operationsAnswered = ({ unanswered }: Observations): string[] =>
  unanswered.map(
    ({ kind, about, key, last }) => `${kind} ${about} (key ${key}) never got an answer: ${last}`,
  );

// What clients saw -----------------------------------------------------------------------------------------------------------

function tasksAsSeen(seen: Observations, { tasks: { tasks } }: Snapshot): string[] {
  const created = byKey(seen.doneOf('create'), ({ answer }) => answer.uuid);
  const stored = byKey(tasks, ({ id }) => id);
  return [
    ...repeated(seen.doneOf('create'), ({ answer }) => answer.uuid).map(
      (id) => `two requests were answered with the same new task ${id}`,
    ),
    ...missing(created, stored).map((id) => `task ${id} was acknowledged and is not there`),
    ...missing(stored, created).map((id) => `task ${id} is there and no client was told that it created it`),
    ...[...created].flatMap(([id, { by }]) =>
      differs(`the author of task ${id}`, by, stored.get(id)?.author_id ?? by),
    ),
  ];
}

function completionsAsSeen(seen: Observations, { tasks: { tasks } }: Snapshot): string[] {
  const acknowledged = byKey(seen.doneOf('complete'), ({ task }) => task);
  const completed = byKey(
    tasks.filter((task) => task.completed),
    ({ id }) => id,
  );
  return [
    ...repeated(seen.doneOf('complete'), ({ task }) => task).map(
      (id) => `task ${id} was completed by two requests with different keys`,
    ),
    ...missing(acknowledged, completed).map(
      (id) => `the completion of task ${id} was acknowledged and is not there`,
    ),
    ...missing(completed, acknowledged).map((id) => `task ${id} is completed and no client was told so`),
    ...[...acknowledged].flatMap(([id, { by }]) =>
      differs(`who completed task ${id}`, by, completed.get(id)?.assigned_to ?? by),
    ),
  ];
}

/** Beside its creation, a task is assigned by each acknowledged redraw, by reassignments, and when its performer leaves. */
function assignmentsAsSeen(
  seen: Observations,
  { tasks: { tasks, assignments, events } }: Snapshot,
): string[] {
  // The order of events: times may be equal while the clock is behind.
  const places = new Map(events.map(({ id }, index) => [id, index]));
  const inOrder = assignments.toSorted(
    (left, right) => (places.get(left.id) ?? 0) - (places.get(right.id) ?? 0),
  );
  const ofTask = groups(inOrder, ({ task_id: task }) => task);
  const redraws = groups(seen.doneOf('assign'), ({ task }) => task);
  const unfit = new Set(
    seen.done.flatMap((done) =>
      done.kind === 'leave' || (done.kind === 'change-roles' && done.roles.includes('manager'))
        ? done.person
        : [],
    ),
  );
  return tasks.flatMap(({ id, assigned_to: performer }) => {
    const own = ofTask.get(id) ?? [];
    const single = own.filter(({ reassignment_id: run }) => run === null);
    const expected = 1 + (redraws.get(id)?.length ?? 0);
    const strandings = own.filter(
      (assignment, index) =>
        index > 0 && assignment.reassignment_id === null && unfit.has(own[index - 1]?.performer_id ?? ''),
    ).length;
    const isRight = single.length >= expected && single.length <= expected + strandings;
    return [
      ...differs(`the performer of task ${id}`, own.at(-1)?.performer_id, performer),
      ...(isRight
        ? []
        : [
            `task ${id} was assigned ${single.length} times on its own; expected ${expected}, ` +
              `and at most ${strandings} more because its performer had left`,
          ]),
      ...[...new Set((redraws.get(id) ?? []).map(({ answer }) => answer.assigned_to.uuid))]
        .filter((person) => !own.some(({ performer_id: performerId }) => performerId === person))
        .map((person) => `task ${id} was acknowledged as reassigned to ${person} and never was`),
    ];
  });
}

function reassignmentsAsSeen(
  seen: Observations,
  { tasks: { reassignments, assignments } }: Snapshot,
): string[] {
  const acknowledged = byKey(seen.doneOf('reassign-all'), ({ answer }) => answer.id);
  const stored = byKey(reassignments, ({ id }) => id);
  const draws = assignments.filter(({ reassignment_id: run }) => run !== null);
  return [
    ...missing(acknowledged, stored).map((id) => `reassignment ${id} was acknowledged and is not there`),
    ...missing(stored, acknowledged).map((id) => `reassignment ${id} is there and no client was told so`),
    ...reassignments.filter(({ finished }) => !finished).map(({ id }) => `reassignment ${id} did not finish`),
    ...repeated(draws, ({ task_id: task, reassignment_id: run }) => `${task} in reassignment ${run}`).map(
      (draw) => `a performer was drawn twice for task ${draw}`,
    ),
  ];
}

function editsAsSeen(seen: Observations, { tasks }: Snapshot): string[] {
  const edits = groups(seen.doneOf('edit'), ({ task }) => task);
  const created = byKey(seen.doneOf('create'), ({ answer }) => answer.uuid);
  const published = counts(
    tasks.events.filter(({ type, version }) => type === 'tasks.task.changed' && version === 2),
    ({ body }) => `${text(body['task_uuid'])} ${text(body['title'])}`,
  );
  return tasks.tasks.flatMap(({ id, description }) => {
    const texts = [
      created.get(id)?.text ?? description,
      ...(edits.get(id) ?? []).map(({ text: given }) => given),
    ];
    const allowed = texts.length > 1 ? texts.slice(1) : texts;
    return [
      ...(allowed.includes(description)
        ? []
        : [`task ${id} reads "${description}", which is none of the acknowledged texts`]),
      ...texts.flatMap((given) =>
        differs(
          `how often the text of task ${id} was published`,
          1,
          published.get(`${id} ${given.slice(given.indexOf('- ') + 2)}`) ?? 0,
        ),
      ),
    ];
  });
}

const demoPeople = 8;

function peopleAsSeen(seen: Observations, { auth: { people } }: Snapshot): string[] {
  const joined = byKey(seen.doneOf('join'), ({ answer }) => answer.uuid);
  const left = new Set(seen.doneOf('leave').map(({ person }) => person));
  const stored = byKey(people, ({ id }) => id);
  const unexpected = missing(stored, joined);
  const roles = groups(seen.doneOf('change-roles'), ({ person }) => person);
  return [
    ...missing(joined, stored).map((id) => `${id} joined, was acknowledged, and is not there`),
    ...differs('people whom no client was told about', demoPeople, unexpected.length),
    ...[...joined.keys()].flatMap((id) => {
      const person = stored.get(id);
      // Clients change someone's roles one after the other.
      const given = roles.get(id)?.at(-1)?.roles ?? ['employee'];
      return [
        ...differs(`whether ${id} has left`, left.has(id), person?.is_deleted ?? false),
        ...(left.has(id)
          ? []
          : differs(
              `the roles of ${id}`,
              given.toSorted().join(','),
              person?.roles.toSorted().join(',') ?? '',
            )),
      ];
    }),
  ];
}

/** A closed day never changes: it is as the client was told. */
function closesAsSeen(seen: Observations, { finance: { days } }: Snapshot): string[] {
  const stored = byKey(days, ({ day }) => day);
  return seen
    .doneOf('close-day')
    .flatMap(({ day, answer }) => [
      ...differs(`the hash of the closed day ${day}`, answer.day.hash, stored.get(day)?.hash),
      ...differs(`what was paid for the closed day ${day}`, answer.day.paid, stored.get(day)?.paid),
    ]);
}

/** Each acknowledged reversal is booked once, with the opposite amount; nothing else is reversed (F3). */
function reversalsAsSeen(seen: Observations, { finance: { postings } }: Snapshot): string[] {
  const acknowledged = byKey(seen.doneOf('reverse'), ({ answer }) => answer.uuid);
  const reversals = postings.filter(({ kind }) => kind === 'reversal');
  const stored = byKey(reversals, ({ id }) => id);
  const reversed = byKey(postings, ({ id }) => id);
  return [
    ...missing(acknowledged, stored).map((id) => `reversal ${id} was acknowledged and is not there`),
    ...missing(stored, acknowledged).map((id) => `reversal ${id} is there and no client was told so`),
    ...repeated(reversals, ({ reverses }) => reverses ?? '').map((id) => `posting ${id} was reversed twice`),
    ...[...acknowledged].flatMap(([id, { reason, answer }]) => [
      ...differs(`the posting that reversal ${id} reverses`, answer.reverses, stored.get(id)?.reverses),
      ...differs(`the reason of reversal ${id}`, reason, stored.get(id)?.reason),
    ]),
    ...reversals.flatMap(({ id, person, person_amount: amount, reverses }) => {
      const original = reversed.get(reverses ?? '');
      return [
        ...differs(`who is affected by reversal ${id}`, original?.person, person),
        ...differs(`the amount of reversal ${id}`, -(original?.person_amount ?? 0), amount),
      ];
    }),
  ];
}

/** A price never changes: it is as clients were told. */
function pricesAsSeen(seen: Observations, { finance: { tasks } }: Snapshot): string[] {
  const prices = byKey(tasks, ({ id }) => id);
  const answers: { task: string; fee: number | null; reward: number | null }[] = seen.done.flatMap(
    (done: Done) =>
      'answer' in done && 'fee' in done.answer
        ? [{ task: done.answer.uuid, fee: done.answer.fee, reward: done.answer.reward }]
        : [],
  );
  return answers
    .filter(({ fee }) => fee !== null)
    .flatMap(({ task, fee, reward }) => [
      ...differs(`the fee of task ${task}`, fee, prices.get(task)?.fee),
      ...differs(`the reward of task ${task}`, reward, prices.get(task)?.reward),
    ]);
}

// What services say to each other ------------------------------------------------------------------------------------------

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const ofType = (events: readonly PublishedEvent[], type: string): PublishedEvent[] =>
  events.filter((event) => event.type === type);

/** Each change has its event, once, and each event its change. */
function eventsPublished({ auth, tasks, finance }: Snapshot): string[] {
  const assigned = byKey(ofType(tasks.events, 'tasks.task.assigned'), ({ id }) => id);
  const stored = byKey(tasks.assignments, ({ id }) => id);
  const completed = counts(ofType(tasks.events, 'tasks.task.completed'), ({ body }) =>
    text(body['task_uuid']),
  );
  const performers = byKey(ofType(tasks.events, 'tasks.task.completed'), ({ body }) =>
    text(body['task_uuid']),
  );
  const deleted = counts(ofType(auth.events, 'auth.user.deleted'), ({ body }) => text(body['user_id']));
  const created = counts(ofType(auth.events, 'auth.user.created'), ({ body }) => text(body['user_id']));
  const closed = counts(ofType(finance.events, 'finance.day.closed'), ({ body }) => text(body['date']));
  const paid = byKey(
    ofType(finance.events, 'finance.payout.made'),
    ({ body }) => `${text(body['user_id'])} ${text(body['date'])}`,
  );
  const payouts = finance.postings.filter(({ kind }) => kind === 'payout');
  return [
    ...[auth, tasks, finance].flatMap(({ events }) =>
      repeated(events, ({ id }) => id).map((id) => `event ${id} is in its feed twice`),
    ),
    ...missing(stored, assigned).map((id) => `assignment ${id} was not published`),
    ...missing(assigned, stored).map((id) => `assignment ${id} was published and is not there`),
    ...[...stored].flatMap(([id, { performer_id: performer }]) =>
      differs(
        `the performer of assignment ${id}`,
        performer,
        assigned.get(id)?.body['assigned_to'] ?? performer,
      ),
    ),
    ...tasks.tasks.flatMap(({ id, completed: isCompleted, assigned_to: performer }) => [
      ...differs(
        `how often the completion of task ${id} was published`,
        isCompleted ? 1 : 0,
        completed.get(id) ?? 0,
      ),
      ...(isCompleted
        ? differs(
            `the performer in the completion of task ${id}`,
            performer,
            performers.get(id)?.body['assigned_to'],
          )
        : []),
    ]),
    ...auth.people.flatMap(({ id, is_deleted: isDeleted }) => [
      ...differs(`how often it was published that ${id} was added`, 1, created.get(id) ?? 0),
      ...differs(`how often it was published that ${id} left`, isDeleted ? 1 : 0, deleted.get(id) ?? 0),
    ]),
    ...finance.days.flatMap(({ day }) =>
      differs(`how often the close of ${day} was published`, 1, closed.get(day) ?? 0),
    ),
    ...differs(
      'the number of published payouts',
      payouts.length,
      ofType(finance.events, 'finance.payout.made').length,
    ),
    ...payouts.flatMap(({ person, booked_on: day, amount }) =>
      differs(
        `the published payout of ${person} for ${day}`,
        amount,
        paid.get(`${person} ${day}`)?.body['amount'],
      ),
    ),
  ];
}

// Money --------------------------------------------------------------------------------------------------------------------

const bounds = { fee: [1000, 2000], reward: [2000, 4000] } as const;

/** Each task is priced once, and everybody has the same price. */
function pricesSet({ tasks, finance }: Snapshot): string[] {
  const published = groups(ofType(finance.events, 'finance.task.priced'), ({ body }) =>
    text(body['task_uuid']),
  );
  const learned = byKey(tasks.prices, ({ task_id: id }) => id);
  const priced = byKey(finance.tasks, ({ id }) => id);
  return [
    ...missing(
      byKey(tasks.tasks, ({ id }) => id),
      priced,
    ).map((id) => `task ${id} has no price`),
    ...finance.tasks.flatMap(({ id, ...price }) => [
      ...differs(`how often the price of task ${id} was published`, 1, published.get(id)?.length ?? 0),
      ...(['fee', 'reward'] as const).flatMap((part) => {
        const [least, most] = bounds[part];
        return [
          ...(price[part] >= least && price[part] <= most
            ? []
            : [`the ${part} of task ${id} is ${price[part]}`]),
          ...differs(`the published ${part} of task ${id}`, price[part], published.get(id)?.[0]?.body[part]),
          ...differs(`the ${part} of task ${id} in Tasks`, price[part], learned.get(id)?.[part]),
        ];
      }),
    ]),
  ];
}

/** Each assignment is charged once, and each completion rewarded once, to the performer at that moment (F2, T7). */
function taskMoneyBooked({ tasks, finance }: Snapshot): string[] {
  const prices = byKey(finance.tasks, ({ id }) => id);
  const fees = groups(
    finance.postings.filter(({ kind }) => kind === 'fee'),
    ({ event_id: event }) => event ?? '',
  );
  const rewards = groups(
    finance.postings.filter(({ kind }) => kind === 'reward'),
    ({ task_id: task }) => task ?? '',
  );
  const completed = tasks.tasks.filter((task) => task.completed);
  const booked = (what: string, postings: Posting[] | undefined, person: string, amount: number): string[] =>
    differs(
      what,
      JSON.stringify([[person, amount]]),
      JSON.stringify((postings ?? []).map((posting) => [posting.person, posting.person_amount])),
    );
  return [
    ...tasks.assignments.flatMap(({ id, task_id: task, performer_id: person }) =>
      booked(`the fee of assignment ${id}`, fees.get(id), person, -(prices.get(task)?.fee ?? 0)),
    ),
    ...completed.flatMap(({ id, assigned_to: person }) =>
      booked(`the reward of task ${id}`, rewards.get(id), person, prices.get(id)?.reward ?? 0),
    ),
    ...differs('the number of assignments that were charged', tasks.assignments.length, fees.size),
    ...differs('the number of completions that were rewarded', completed.length, rewards.size),
  ];
}

/** Balances are the sums of their postings, and all of them together are zero (F3). */
function ledgerBalanced({ finance: { accounts, postings } }: Snapshot): string[] {
  const sums = new Map<string, number>();
  for (const { debit, credit, amount } of postings) {
    sums.set(debit, (sums.get(debit) ?? 0) - amount);
    sums.set(credit, (sums.get(credit) ?? 0) + amount);
  }
  const total = accounts.reduce((sum, { balance }) => sum + balance, 0);
  return [
    ...differs('the sum of all balances', 0, total),
    ...accounts.flatMap(({ id, kind, balance }) =>
      differs(`the balance of ${kind} account ${id}`, sums.get(id) ?? 0, balance),
    ),
  ];
}

/** Days are closed in order without a gap; each positive balance is paid once, and nothing else is (F6). */
function daysSettled({ yesterday, finance: { days, postings } }: Snapshot): string[] {
  const ofDay = groups(postings, ({ booked_on: day }) => day);
  const balances = new Map<string, number>();
  const first = days[0]?.day ?? yesterday;
  const early = postings
    .filter(({ booked_on: day }) => day < first)
    .map(({ id }) => `posting ${id} is before ${first}`);
  const differences = days.flatMap(({ day, paid, paid_people: paidPeople }, index) => {
    const booked = ofDay.get(day) ?? [];
    for (const { person, person_amount: amount } of booked.filter(({ kind }) => kind !== 'payout')) {
      balances.set(person, (balances.get(person) ?? 0) + amount);
    }
    const due = new Map([...balances].filter(([, balance]) => balance > 0));
    due.forEach((_balance, person) => balances.set(person, 0));
    const payouts = groups(
      booked.filter(({ kind }) => kind === 'payout'),
      ({ person }) => person,
    );
    return [
      ...(index === 0
        ? []
        : differs('the day after the closed day before', dayAfter(days[index - 1]?.day ?? ''), day)),
      ...[...new Set([...due.keys(), ...payouts.keys()])].flatMap((person) =>
        differs(
          `the payouts of ${person} for ${day}`,
          JSON.stringify(due.has(person) ? [due.get(person)] : []),
          JSON.stringify((payouts.get(person) ?? []).map(({ amount }) => amount)),
        ),
      ),
      ...differs(`how many people were paid for ${day}`, due.size, paidPeople),
      ...differs(
        `how much was paid for ${day}`,
        [...due.values()].reduce((sum, balance) => sum + balance, 0),
        paid,
      ),
    ];
  });
  return [
    ...early,
    ...differences,
    ...differs('the last closed day', yesterday, days.at(-1)?.day ?? yesterday),
  ];
}

const dayAfter = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

/**
 * Everyone with a posting on a closed day got its statement, but for people who left before Finance learned their address: theirs
 * is parked. A mail that the server accepted without our learning of it comes again, with the same Message-ID (F7).
 */
function statementsMailed({
  finance: { days, postings, statements, cachedPeople },
  mails,
}: Snapshot): string[] {
  const closed = new Set(days.map(({ day }) => day));
  const wanted = new Set(
    postings
      .filter(({ booked_on: day }) => closed.has(day))
      .map(({ person, booked_on: day }) => `${person} ${day}`),
  );
  const listed = byKey(statements, ({ user_id: person, day }) => `${person} ${day}`);
  const received = groups(mails, ({ messageId }) => messageId);
  const people = byKey(cachedPeople, ({ id }) => id);
  const known = new Set(statements.map(({ message_id: id }) => id ?? ''));
  return [
    ...[...wanted].filter((key) => !listed.has(key)).map((key) => `no statement for ${key}`),
    ...[...listed.keys()]
      .filter((key) => !wanted.has(key))
      .map((key) => `a statement without a posting for ${key}`),
    ...statements.flatMap(({ day, user_id: person, state, message_id: id }) => {
      const copies = received.get(id ?? '') ?? [];
      const { is_deleted: isDeleted, email } = people.get(person) ?? {};
      const hasNoAddress = isDeleted === true && email === '';
      return [
        ...differs(
          `the state of the statement of ${person} for ${day}`,
          hasNoAddress ? 'parked' : 'sent',
          state,
        ),
        ...(copies.length > 0 || hasNoAddress ? [] : [`the statement of ${person} for ${day} never arrived`]),
        ...copies.flatMap(({ to, text: mail }) => [
          ...differs(`who got the statement of ${person} for ${day}`, email, to),
          ...(mail.includes(day) ? [] : [`the statement of ${person} for ${day} does not name the day`]),
          ...payoutIn(mail, postings, person, day),
        ]),
        ...(new Set(copies.map(({ text: mail }) => amountsIn(mail))).size > 1
          ? [`the statement of ${person} for ${day} came with different amounts`]
          : []),
      ];
    }),
    ...mails
      .filter(({ messageId }) => !known.has(messageId))
      .map(({ messageId }) => `an unexpected mail ${messageId}`),
  ];
}

/** Descriptions may change between two copies of a statement; amounts never do. */
const amountsIn = (mail: string): string => (mail.match(/-?\d+\.\d\d/g) ?? []).join(' ');

/** The mail says what was paid. */
function payoutIn(mail: string, postings: readonly Posting[], person: string, day: string): string[] {
  const payout = postings.find(
    (posting) => posting.kind === 'payout' && posting.person === person && posting.booked_on === day,
  );
  const amount =
    payout && `-${Math.trunc(payout.amount / 100)}.${String(payout.amount % 100).padStart(2, '0')}`;
  return amount === undefined || mail.includes(amount)
    ? []
    : [`the statement of ${person} for ${day} does not say ${amount}`];
}

// Copies -------------------------------------------------------------------------------------------------------------------

/** Cached copies equal their originals (T11, F10). */
function copiesEqual({ auth, tasks, finance }: Snapshot): string[] {
  const owner = byKey(auth.people, ({ id }) => id);
  const shown = ({ name, email, roles }: { name: string; email: string; roles: string[] }): string =>
    JSON.stringify([name, email, roles.toSorted()]);
  const descriptions = byKey(tasks.tasks, ({ id }) => id);
  return [
    ...[tasks.cachedPeople, finance.cachedPeople].flatMap((people, index) => {
      const where = index === 0 ? 'Tasks' : 'Finance';
      const copies = byKey(people, ({ id }) => id);
      return [...owner].flatMap(([id, person]) => {
        const copy = copies.get(id);
        return [
          ...differs(
            `whether ${id} has left, in ${where}`,
            person.is_deleted,
            copy?.is_deleted ?? person.is_deleted,
          ),
          ...(person.is_deleted ? [] : differs(`${id} in ${where}`, shown(person), copy && shown(copy))),
        ];
      });
    }),
    ...finance.tasks.flatMap(({ id, description }) =>
      differs(`the description of task ${id} in Finance`, descriptions.get(id)?.description, description),
    ),
  ];
}

const nothingParked = ({ parked }: Snapshot): string[] =>
  parked.map(({ service, type, reason }) => `${service} parked a good message ${type}: ${reason}`);

// Collections --------------------------------------------------------------------------------------------------------------

const differs = (what: string, expected: unknown, found: unknown): string[] =>
  expected === found ? [] : [`${what} is ${String(found)}; expected ${String(expected)}`];

const byKey = <Element>(
  elements: readonly Element[],
  keyOf: (element: Element) => string,
): Map<string, Element> => new Map(elements.map((element) => [keyOf(element), element]));

function groups<Element>(
  elements: readonly Element[],
  keyOf: (element: Element) => string,
): Map<string, Element[]> {
  const grouped = new Map<string, Element[]>();
  for (const element of elements) {
    const key = keyOf(element);
    const group = grouped.get(key);
    if (group) {
      group.push(element);
    } else {
      grouped.set(key, [element]);
    }
  }
  return grouped;
}

const counts = <Element>(
  elements: readonly Element[],
  keyOf: (element: Element) => string,
): Map<string, number> => new Map([...groups(elements, keyOf)].map(([key, group]) => [key, group.length]));

const repeated = <Element>(elements: readonly Element[], keyOf: (element: Element) => string): string[] =>
  [...groups(elements, keyOf)].filter(([, group]) => group.length > 1).map(([key]) => key);

/** The keys of `these` that are not in `those`. */
const missing = (these: ReadonlyMap<string, unknown>, those: ReadonlyMap<string, unknown>): string[] =>
  [...these.keys()].filter((key) => !those.has(key));
