import { createHash } from 'node:crypto';
import { CACHE_MANAGER } from '@nestjs/cache-manager';
import { Inject, Injectable } from '@nestjs/common';
import type { Cache } from 'cache-manager';
import { Clock, SingleFlight, ReadDatabase, type ReadSource } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { isClosedDay, readBooks, type Books } from './books.js';

/** A question about the books. */
export interface Question<Answer> {
  /** What tells it from every other question, in the order of its parts. */
  about: readonly (string | number | undefined)[];
  /** The last day that the answer depends on. */
  lastDay: string;
  ask(source: ReadSource): Promise<Answer>;
}

interface Kept<Answer> {
  madeAt: number;
  answer: Answer;
}

// Another shape of answers needs another name, or an instance of before would be given them.
const shapeOfAnswers = 1;

/**
 * Answers questions about the books, each from what was answered before while the books are the same (N3).
 *
 * An answer is kept under the version of the books that it was asked at, so every posting and every close, here or in
 * another instance, leaves it behind: it is as new as the books of the server that is read. Answers about closed days
 * alone stay through postings. All are given up after ANALYTICS_CACHE_SECONDS, which is how old names of people and
 * descriptions of tasks can be. Many who ask the same at the same time are answered by one query.
 */
@Injectable()
export class KeptAnswers {
  private readonly books = new WeakMap<ReadSource, SingleFlight<Books>>();

  constructor(
    private readonly reads: ReadDatabase,
    @Inject(CACHE_MANAGER) private readonly cache: Cache,
    private readonly clock: Clock,
    private readonly configuration: FinanceConfiguration,
  ) {}

  /** The answer to a question that is made of what the books hold now. */
  of<Answer>(questionAbout: (books: Books) => Question<Answer>): Promise<Answer> {
    // The version and the answer from the same server: one may be ahead of the other.
    return this.reads.read(async (source) => {
      const books = await this.booksOf(source);
      const question = questionAbout(books);
      const kept = await this.cache.wrap<Kept<Answer>>(
        keyOf(question, books),
        async () => ({ madeAt: this.clock.now().getTime(), answer: await question.ask(source) }),
        (entry) => this.restOf(entry),
      );
      return kept.answer;
    });
  }

  private booksOf(source: ReadSource): Promise<Books> {
    const known = this.books.get(source);
    const joined = known ?? new SingleFlight(() => readBooks(source, this.configuration, this.clock.now()));
    if (!known) {
      this.books.set(source, joined);
    }
    return joined.answer();
  }

  /** Milliseconds that an answer is kept on, also when it comes from Redis, where it has been for a while. */
  private restOf({ madeAt }: Kept<unknown>): number {
    const whole = this.configuration.ANALYTICS_CACHE_SECONDS * 1000;
    const age = Math.max(0, this.clock.now().getTime() - madeAt);
    return Math.max(1, whole - age);
  }
}

function keyOf({ about, lastDay }: Question<unknown>, books: Books): string {
  const version = isClosedDay(lastDay, books) ? books.closedVersion : books.version;
  const parts = JSON.stringify([shapeOfAnswers, version, ...about]);
  return `analytics:${createHash('sha256').update(parts).digest('base64url')}`;
}
