import type { Point, WireProxy } from '../wire/proxy.js';
import { counted, type Begun } from './fault.js';

type Lost = Pick<Point, 'kind'> & { text?: RegExp; isNeverSilent?: boolean };

/** Loses the next answers that match, by closing the connection or, now and then, by silence. */
export function loseAnswers(
  wire: WireProxy,
  { kind, text = /./, isNeverSilent = false }: Lost,
  choice: number,
): Begun {
  const verdict = choice % 3 === 0 && !isNeverSilent ? 'silence' : 'close';
  const count = 1 + (choice % 3);
  let lost = 0;
  const points = Array.from({ length: count }, () =>
    wire.at({ moment: 'after', kind, text }, () => {
      lost += 1;
      return verdict;
    }),
  );
  return {
    heal: () => {
      points.forEach((point) => point.disarm());
      // A silent connection would stay so; its user has had the time to notice, or not.
      wire.cut();
    },
    hasHit: () => lost > 0,
  };
}

export function goSilent(wire: WireProxy, choice: number): Begun {
  const hasHit = counted(() => wire.harm);
  if (choice % 2 === 0) {
    wire.freeze();
    return { heal: () => wire.thaw(), hasHit };
  }
  // Only the connections that exist: new ones work.
  wire.silence();
  return { heal: () => wire.cut(), hasHit };
}

export function turnAway(wire: WireProxy): Begun {
  const hasHit = counted(() => wire.harm);
  wire.turnAway();
  return { heal: () => wire.welcome(), hasHit };
}

async function refuse(wire: WireProxy): Promise<Begun> {
  const hasHit = counted(() => wire.harm);
  wire.refuse();
  wire.cut();
  return { heal: () => wire.admit(), hasHit };
}

/** No connections: refused, or closed as soon as they are there. */
export const cutOff = (wire: WireProxy, choice: number): Promise<Begun> | Begun =>
  choice % 2 === 0 ? turnAway(wire) : refuse(wire);
