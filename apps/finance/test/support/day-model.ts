/** A posting that must be in the ledger, and the day that it was booked on. */
export interface ModelPosting {
  kind: 'fee' | 'reward' | 'reversal';
  /** The kind of the posting that a reversal reverses; otherwise its own kind. */
  about: 'fee' | 'reward';
  task: string;
  user: string;
  /** Minor units; negative if it is taken from the person. */
  amount: number;
  bookedOn: string;
}

export interface ModelPayout {
  day: string;
  user: string;
  amount: number;
}

export interface ModelDay {
  day: string;
  postings: number;
  fees: number;
  rewards: number;
  paid_people: number;
  paid: number;
  tasks_with_profit: number;
  tasks_with_deficit: number;
}

/** What the books must say, computed in plain code. Amounts are in minor units. */
export interface ModelBooks {
  /** By user, as of now. */
  balances: Map<string, number>;
  payouts: ModelPayout[];
  /** Negative balances at the end of closed days. */
  carried: ModelPayout[];
  days: ModelDay[];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/**
 * The books with these postings, in which `closedDays` are closed, in their order: each closed day pays out what is
 * positive and carries over what is negative (F3, F5, F6).
 */
export function booksWith(
  users: readonly string[],
  postings: readonly ModelPosting[],
  closedDays: readonly string[],
): ModelBooks {
  const balances = new Map<string, number>();
  const payouts: ModelPayout[] = [];
  const carried: ModelPayout[] = [];
  const days: ModelDay[] = [];
  const add = ({ user, amount }: ModelPosting): void => {
    balances.set(user, (balances.get(user) ?? 0) + amount);
  };
  for (const day of closedDays) {
    const booked = postings.filter(({ bookedOn }) => bookedOn === day);
    booked.forEach(add);
    const paid: ModelPayout[] = [];
    for (const user of users) {
      const amount = balances.get(user) ?? 0;
      if (amount > 0) {
        paid.push({ day, user, amount });
        balances.set(user, 0);
      } else if (amount < 0) {
        carried.push({ day, user, amount });
      }
    }
    payouts.push(...paid);
    days.push({
      day,
      ...totalsOf(booked),
      paid_people: paid.length,
      paid: sum(paid.map(({ amount }) => amount)),
    });
  }
  postings.filter(({ bookedOn }) => !closedDays.includes(bookedOn)).forEach(add);
  return { balances, payouts, carried, days };
}

/** What was booked on a day; a reversal takes back from the side that it reverses. */
function totalsOf(booked: readonly ModelPosting[]) {
  const feesOf = (some: readonly ModelPosting[]): number =>
    -sum(some.filter(({ about }) => about === 'fee').map(({ amount }) => amount)) + 0;
  const rewardsOf = (some: readonly ModelPosting[]): number =>
    sum(some.filter(({ about }) => about === 'reward').map(({ amount }) => amount));
  const tasks = [...new Set(booked.map(({ task }) => task))].map((task) =>
    booked.filter((posting) => posting.task === task),
  );
  return {
    postings: booked.length,
    fees: feesOf(booked),
    rewards: rewardsOf(booked),
    tasks_with_profit: tasks.filter((some) => feesOf(some) > rewardsOf(some)).length,
    tasks_with_deficit: tasks.filter((some) => feesOf(some) < rewardsOf(some)).length,
  };
}
