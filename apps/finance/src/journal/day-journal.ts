import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { day, instant, uuid } from '@ates/contracts';
import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const amount = z.int();

const journaledReversal = z.object({
  posting: uuid,
  /** The permanent key of the posting it reverses. */
  reverses: z.string(),
  reason: z.string(),
  decided_by: uuid,
  occurred_at: instant,
  booked_on: day,
});

/** A complete closed day: together with the events behind it, Finance can restore the same day (F11). */
const journaledDay = z.object({
  format: z.literal(1),
  time_zone: z.string(),
  day_ends_at: z.string(),
  day: z.object({
    date: day,
    closed_at: instant,
    postings: amount,
    fees: amount,
    rewards: amount,
    paid_people: amount,
    paid: amount,
    people_in_the_red: amount,
    carried_over: amount,
    payouts_hash: sha256,
    previous_hash: sha256.nullable(),
    hash: sha256,
  }),
  payouts: z.array(z.object({ user: uuid, amount, posting: uuid, paid_at: instant })),
  reversals: z.array(journaledReversal),
  /** The fees and rewards booked on the day: eight bytes of each key's SHA-256, in order, as one base64 text. */
  postings: z.base64(),
});

/** A reversal, until its day is closed and the day's file contains it. */
const journaledOpenReversal = z.object({ format: z.literal(1), reversal: journaledReversal });

export type JournaledDay = z.infer<typeof journaledDay>;
export type JournaledReversal = z.infer<typeof journaledReversal>;

const dayFile = /^(\d{4}-\d{2}-\d{2})\.json$/;
const reversalFile = /^reversal-([0-9a-f-]{36})\.json$/;

/** A folder with one file per closed day and per reversal. An existing file is complete and never changes. */
export class DayJournal {
  constructor(private readonly folder: string) {}

  /** Changes whenever a file is added or removed. Creates the folder if it is missing. */
  async version(): Promise<string> {
    await mkdir(this.folder, { recursive: true });
    const { ino, mtimeNs } = await stat(this.folder, { bigint: true });
    return `${ino} ${mtimeNs}`;
  }

  /** The days that have a file, in order. */
  async days(): Promise<string[]> {
    return this.named(dayFile);
  }

  /** The reversals that have a file, by their postings' ids. */
  async reversals(): Promise<string[]> {
    return this.named(reversalFile);
  }

  async readDay(date: string): Promise<JournaledDay> {
    return this.read(`${date}.json`, journaledDay);
  }

  async readReversal(posting: string): Promise<JournaledReversal> {
    return (await this.read(`reversal-${posting}.json`, journaledOpenReversal)).reversal;
  }

  async writeDay(content: JournaledDay): Promise<void> {
    await this.write(`${content.day.date}.json`, content);
  }

  async writeReversal(reversal: JournaledReversal): Promise<void> {
    await this.write(`reversal-${reversal.posting}.json`, { format: 1, reversal });
  }

  private async named(pattern: RegExp): Promise<string[]> {
    await mkdir(this.folder, { recursive: true });
    const files = await readdir(this.folder);
    return files.flatMap((file) => pattern.exec(file)?.[1] ?? []).sort();
  }

  private async read<Content>(name: string, schema: z.ZodType<Content>): Promise<Content> {
    const file = path.join(this.folder, name);
    try {
      return schema.parse(JSON.parse(await readFile(file, 'utf8')));
    } catch (error) {
      throw new Error(`${file} is not a valid file of the day journal: ${String(error)}`, {
        cause: error,
      });
    }
  }

  /** Writes atomically, and durably once it resolves. Concurrent writes of the same file do no harm. */
  private async write(name: string, content: unknown): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const temporary = path.join(this.folder, `.${name}.${randomUUID()}`);
    try {
      await writeDurably(temporary, `${JSON.stringify(content, undefined, 1)}\n`);
      await rename(temporary, path.join(this.folder, name));
    } finally {
      await rm(temporary, { force: true });
    }
    await syncFolder(this.folder);
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o640);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

// Without this, a power failure could lose the file's name though not its content.
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
