import { Injectable } from '@nestjs/common';
import {
  distinctUntilChanged,
  filter,
  map,
  Observable,
  pairwise,
  ReplaySubject,
  share,
  startWith,
} from 'rxjs';
import { Database } from '../database/database.js';
import { ReadDatabase } from '../database/read-database.js';
import { repeatedly } from './repeatedly.js';

/** Something that pages show, and how to know that it is another than before. */
export interface Topic {
  /** As those who listen know it: `parked-messages`. */
  name: string;
  /**
   * SQL expression of one value, which is another one after each change, as soon as that has committed, whoever made
   * it. It is looked at all the time, so it reads few rows, found by an index.
   */
  version: string;
}

/** Which topics may be shown by what is read from now on (`ready`: all there are), or changed since. */
export interface TopicChange {
  type: 'ready' | 'changed';
  topics: string[];
}

type Versions = Record<string, string | null>;

// A commit of this process ends the back-off; only changes of other instances are found by polling.
const idleMilliseconds = { first: 500, longest: 2000 };

/**
 * Tells which topics changed, for as many as listen, by one statement for all of them, each half second at most; by none
 * while nobody does. It looks where pages are read, so that nothing is told which they would not show yet: on the standby
 * where there is one.
 */
@Injectable()
export class Changes {
  private readonly topics = new Map<string, Topic>();
  private readonly versions: Observable<Versions>;

  constructor(
    private readonly reads: ReadDatabase,
    database: Database,
  ) {
    this.versions = repeatedly(() => this.look(), idleMilliseconds, commitsOf(database)).pipe(
      distinctUntilChanged((before, now) => differing(before, now).length === 0),
      // Who comes later begins with what was seen last: what changed since is told at the next look.
      share({ connector: () => new ReplaySubject(1) }),
    );
  }

  /** Each feature enters its own. */
  enter(...topics: Topic[]): void {
    for (const topic of topics) {
      this.topics.set(topic.name, topic);
    }
  }

  /**
   * `ready` as soon as the database was looked at: whatever is read from then on, a change of it will be told. Then the
   * topics that changed, several changes in one, half a second apart at least. Nothing is forgotten while the database
   * does not answer.
   */
  told(): Observable<TopicChange> {
    return this.versions.pipe(
      startWith(undefined),
      pairwise(),
      map(([before, now]) => topicChange(before, now ?? {})),
      filter(({ type, topics }) => type === 'ready' || topics.length > 0),
    );
  }

  /** What is looked at: the version of each topic. */
  get statement(): string {
    const columns = [...this.topics.values()].map(({ name, version }) => `(${version})::text as "${name}"`);
    return `select ${columns.join(', ')}`;
  }

  private async look(): Promise<Versions> {
    const [versions] = await this.reads.read((source) => source.query<Versions>(this.statement));
    return versions ?? {};
  }
}

const commitsOf = ({ signals }: Database): Observable<void> =>
  new Observable((subscriber) => signals.onAnyCommit(() => subscriber.next()));

const topicChange = (before: Versions | undefined, now: Versions): TopicChange =>
  before === undefined
    ? { type: 'ready', topics: Object.keys(now) }
    : { type: 'changed', topics: differing(before, now) };

const differing = (before: Versions, now: Versions): string[] =>
  Object.keys(now).filter((topic) => now[topic] !== before[topic]);
