import type { ServiceName } from '../../support/system.js';
import type { Point } from '../wire/proxy.js';

/** When a point is hit: `before` the other side gets the message, or `after` it has handled it. */
export type Moment = Point['moment'];

/** What the service at a point is connected to by the held message. */
export type Wire = 'database' | 'broker' | 'mail server' | 'Auth' | 'Tasks';

/** A point in the work of a service, where it can fail. */
export interface CrashPoint<World> extends Pick<Point, 'kind' | 'text'> {
  /** What the service does there. */
  name: string;
  service: ServiceName;
  wire: Wire;
  /** What clients ask of the system, which leads past the point. Resolves once they have got what they want. */
  work: (world: World) => Promise<void>;
  /** Whether the held message is the one that is meant; for those that also pass while there is nothing to do. */
  isMeant?: (world: World, moment: Moment) => Promise<boolean>;
  /** Whether a part of its failures is in each run of all tests. */
  isInShare?: true;
}

/**
 * A way to fail at a point: the service is killed; or it lives, and the message or the answer to it is lost with its
 * connection.
 */
export interface Failing<World> {
  point: CrashPoint<World>;
  moment: Moment;
  failure: 'is killed' | 'loses it';
}

/** The ways to fail at points: all, or the share of each run of all tests. */
export const failingsAt = <World>(
  points: readonly CrashPoint<World>[],
  size: 'all' | 'share',
): Failing<World>[] =>
  points.flatMap((point) =>
    (['before', 'after'] as const).flatMap((moment) => {
      const ways: Failing<World>[] = [
        { point, moment, failure: 'is killed' },
        { point, moment, failure: 'loses it' },
      ];
      return size === 'all' ? ways : ways.slice(0, point.isInShare ? 1 : 0);
    }),
  );

/** What happens, as the name of a test. */
export const titleOf = <World>({ point, moment, failure }: Failing<World>): string =>
  `${point.name}: ${failure} ${moment} it takes effect`;
