import type { Database, Transaction } from '@ates/platform';
import { TakenElsewhere } from '../consuming/delivery.js';
import type { Effects } from '../consuming/received-event.js';

/** After which event a reader stands, and which that was. */
export interface Position {
  position: number;
  event_id: string | null;
}

export const beginning: Position = { position: 0, event_id: null };

/** Where the position of a reader is kept. */
export interface PositionKeeper {
  /** What is read was told before, and is compared with what is known. */
  readonly isComparison: boolean;
  position(): Promise<Position>;
  /**
   * Moves it in the transaction of the effects, of which `effects` were new. Throws TakenElsewhere when it does not
   * stand at `from` any more.
   */
  move(tx: Transaction, from: Position, to: Position, effects: Effects): Promise<void>;
}

/** The position up to which everything of a producer has taken effect here, or is parked. */
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
      throw new TakenElsewhere(`the feed of ${this.producer} was read by another instance meanwhile`);
    }
  }
}
