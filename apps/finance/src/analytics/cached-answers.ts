import { createHash } from 'node:crypto';
import { CACHE_MANAGER } from '@nestjs/cache-manager';
import { Inject, Injectable } from '@nestjs/common';
import type { Cache } from 'cache-manager';
import { Clock, readFailure, SingleFlight, ReadDatabase, type ReadSource } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { isClosedDay, readBooks, type Books } from './books.js';

/** A question about the books. */
export interface Question<Answer> {
  /** The parts that identify the question, in order. */
  about: readonly (string | number | undefined)[];
  /** The last day that the answer depends on. */
  lastDay: string;
  ask(source: ReadSource): Promise<Answer>;
}

interface CachedAnswer<Answer> {
  madeAt: number;
  answer: Answer;
}

// Change this when answers change their shape: otherwise instances of the previous version would share cache entries.
const answerFormat = 1;

/**
 * Answers questions about the books, from a cache as long as the books are the same (N3).
 *
 * Each entry is cached under the version of the books it was computed from, so every posting and every close, here or
 * in another instance, invalidates it: an answer is as fresh as the books of the server that is read. Answers that
 * depend on closed days only survive postings. All expire after ANALYTICS_CACHE_SECONDS, which bounds how stale names
 * of people and descriptions of tasks can be. Concurrent identical questions share one query.
 */
@Injectable()
export class CachedAnswers {
  private readonly books = new WeakMap<ReadSource, SingleFlight<Books>>();

  constructor(
    private readonly reads: ReadDatabase,
    @Inject(CACHE_MANAGER) private readonly cache: Cache,
    private readonly clock: Clock,
    private readonly configuration: FinanceConfiguration,
  ) {}

  /**
   * Answers the question built from the current state of the books. Throws the Problem `read-took-too-long` if a
   * statement was stopped at its time limit.
   */
  async of<Answer>(questionAbout: (books: Books) => Question<Answer>): Promise<Answer> {
    try {
      return await this.read(questionAbout);
    } catch (error) {
      throw readFailure(error);
    }
  }

  private read<Answer>(questionAbout: (books: Books) => Question<Answer>): Promise<Answer> {
    // Read version and answer from the same server: one server may lag behind another.
    return this.reads.read(async (source) => {
      const books = await this.booksOf(source);
      const question = questionAbout(books);
      const cached = await this.cache.wrap<CachedAnswer<Answer>>(
        keyOf(question, books),
        async () => ({ madeAt: this.clock.now().getTime(), answer: await question.ask(source) }),
        (entry) => this.remainingTime(entry),
      );
      return cached.answer;
    });
  }

  private booksOf(source: ReadSource): Promise<Books> {
    const known = this.books.get(source);
    const flight = known ?? new SingleFlight(() => readBooks(source, this.configuration, this.clock.now()));
    if (!known) {
      this.books.set(source, flight);
    }
    return flight.answer();
  }

  /** The milliseconds an answer stays cached; less for one from Redis, where it has aged already. */
  private remainingTime({ madeAt }: CachedAnswer<unknown>): number {
    const whole = this.configuration.ANALYTICS_CACHE_SECONDS * 1000;
    const age = Math.max(0, this.clock.now().getTime() - madeAt);
    return Math.max(1, whole - age);
  }
}

function keyOf({ about, lastDay }: Question<unknown>, books: Books): string {
  const version = isClosedDay(lastDay, books) ? books.closedVersion : books.version;
  const parts = JSON.stringify([answerFormat, version, ...about]);
  return `analytics:${createHash('sha256').update(parts).digest('base64url')}`;
}
