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

/** Something that pages show, and how to detect that it has changed. */
export interface Topic {
  /** The name that subscribers see: `parked-messages`. */
  name: string;
  /**
   * The change token: an SQL expression of one value that differs after every committed change, whatever made it. It is
   * polled all the time, so it must read few rows, through an index.
   */
  version: string;
}

/** `ready` with all topics once changes to later reads will be emitted, or `changed` with the topics that changed. */
interface TopicChange {
  type: 'ready' | 'changed';
  topics: string[];
}

type Versions = Record<string, string | null>;

// A commit in this process ends the back-off; polling only finds changes made by other instances.
const idleMilliseconds = { first: 500, longest: 2000 };

/**
 * Emits which topics changed. One statement serves all subscribers and topics, at most every half second; without
 * subscribers it does not run. It polls where pages read, on the standby if there is one, so it never emits a change
 * that pages would not show yet.
 */
@Injectable()
export class Changes {
  private readonly topics = new Map<string, Topic>();
  private readonly versions: Observable<Versions>;

  constructor(
    private readonly reads: ReadDatabase,
    database: Database,
  ) {
    this.versions = repeatedly(() => this.poll(), idleMilliseconds, commitsOf(database)).pipe(
      distinctUntilChanged((before, now) => differing(before, now).length === 0),
      // A late subscriber starts with the last versions seen: the next poll emits what changed since.
      share({ connector: () => new ReplaySubject(1) }),
    );
  }

  /** Registers topics; each feature registers its own. */
  register(...topics: Topic[]): void {
    for (const topic of topics) {
      this.topics.set(topic.name, topic);
    }
  }

  /**
   * Emits `ready` after the first poll of the database: every change to what is read from then on will be emitted. Then
   * emits the topics that changed, coalesced, at least half a second apart. No change is lost while the database does
   * not answer.
   */
  topicChanges(): Observable<TopicChange> {
    return this.versions.pipe(
      startWith(undefined),
      pairwise(),
      map(([before, now]) => topicChange(before, now ?? {})),
      filter(({ type, topics }) => type === 'ready' || topics.length > 0),
    );
  }

  /** The polled statement: the change token of each topic. */
  get statement(): string {
    const columns = [...this.topics.values()].map(({ name, version }) => `(${version})::text as "${name}"`);
    return `select ${columns.join(', ')}`;
  }

  private async poll(): Promise<Versions> {
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
