import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { day, instant, uuid } from '@ates/contracts';
import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const amount = z.int();

const journaledReversal = z.object({
  posting: uuid,
  /** The permanent key of the posting that it takes back. */
  reverses: z.string(),
  reason: z.string(),
  decided_by: uuid,
  occurred_at: instant,
  booked_on: day,
});

/** A closed day, whole: with the events that it was made of the same day can be made again (F11). */
export const journaledDay = z.object({
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
  /** Which fees and rewards counted for the day: eight bytes of each key's SHA-256, in order, all in one base64 text. */
  postings: z.base64(),
});

/** A reversal, from when it is made until its day is closed and has it. */
const journaledOpenReversal = z.object({ format: z.literal(1), reversal: journaledReversal });

export type JournaledDay = z.infer<typeof journaledDay>;
export type JournaledReversal = z.infer<typeof journaledReversal>;

const dayFile = /^(\d{4}-\d{2}-\d{2})\.json$/;
const reversalFile = /^reversal-([0-9a-f-]{36})\.json$/;

/** A folder with a file for each closed day, and for each reversal. A file that is there is whole and stays as it is. */
export class DayJournal {
  constructor(private readonly folder: string) {}

  /** Another text after a file of the folder came or went. Makes the folder where it is missing. */
  async version(): Promise<string> {
    await mkdir(this.folder, { recursive: true });
    const { ino, mtimeNs } = await stat(this.folder, { bigint: true });
    return `${ino} ${mtimeNs}`;
  }

  /** The days that have a file, in order. */
  async days(): Promise<string[]> {
    return this.named(dayFile);
  }

  /** The reversals that have a file, by their postings. */
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
      throw new Error(`${file} cannot be read as a part of the day journal: ${String(error)}`, {
        cause: error,
      });
    }
  }

  /** All of it or nothing, and for good when it resolves. Two that write the same at once do no harm. */
  private async write(name: string, content: unknown): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const beside = path.join(this.folder, `.${name}.${randomUUID()}`);
    try {
      await writeDurably(beside, `${JSON.stringify(content, undefined, 1)}\n`);
      await rename(beside, path.join(this.folder, name));
    } finally {
      await rm(beside, { force: true });
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

// Else the name may be lost with the power, though the file is not.
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
