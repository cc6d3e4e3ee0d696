import type { Database, Transaction } from '@ates/platform';
import { ConsumedElsewhere } from '../consuming/delivery.js';
import type { Effects } from '../consuming/received-event.js';

/** The last event that a reader has consumed: its position, and its id where known. */
export interface Position {
  position: number;
  event_id: string | null;
}

export const beginning: Position = { position: 0, event_id: null };

/** Stores the position of a reader. */
export interface PositionKeeper {
  /** Whether the reader compares events published earlier with what is known. */
  readonly isComparison: boolean;
  position(): Promise<Position>;
  /**
   * Moves the position in the transaction of the effects; `effects` counts the new ones. Throws ConsumedElsewhere when
   * the position is no longer `from`.
   */
  move(tx: Transaction, from: Position, to: Position, effects: Effects): Promise<void>;
  /** Moves the position back to the beginning of the feed. Throws ConsumedElsewhere like `move`. */
  rewind(from: Position): Promise<void>;
}

/** The consumer position for one producer: everything up to it has taken effect here or is parked. */
export class FeedPosition implements PositionKeeper {
  readonly isComparison = false;

  constructor(
    private readonly database: Database,
    private readonly producer: string,
  ) {}

  async position(): Promise<Position> {
    const [known] = await this.database.query<Position>(
      `select position::float8 as position, event_id from feed_position where producer = $1`,
      [this.producer],
    );
    if (known) {
      return known;
    }
    await this.database.query(
      `insert into feed_position (producer, position) values ($1, 0) on conflict (producer) do nothing`,
      [this.producer],
    );
    return beginning;
  }

  async move(tx: Transaction, from: Position, to: Position): Promise<void> {
    const [, moved] = await tx.query<[unknown[], number]>(
      `update feed_position set position = $3, event_id = $4 where producer = $1 and position = $2`,
      [this.producer, from.position, to.position, to.event_id],
    );
    if (moved === 0) {
      throw new ConsumedElsewhere(`another instance has moved the position in the feed of ${this.producer}`);
    }
  }
  async rewind(from: Position): Promise<void> {
    await this.database.transaction((tx) => this.move(tx, from, beginning));
  }
}
