import type { ServiceProcess } from '../../support/system.js';
import { until } from '../../support/until.js';
import type { WireProxy } from '../wire/proxy.js';
import type { CrashPoint, Failing, Wire } from './point.js';

/** A running system whose connections pass through proxies. */
export interface PointWorld {
  /** The process of a service; it starts again with `restart`. */
  serviceOf(point: Pick<CrashPoint<never>, 'service'>): ServiceProcess;
  /** The proxy between a service and what it is connected to by a wire. */
  proxyOf(service: CrashPoint<never>['service'], wire: Wire): WireProxy;
  /** Starts a killed service again. */
  restart(service: CrashPoint<never>['service']): Promise<void>;
  /** Lets as much time pass as a claimed mail counts as being sent although its outcome is lost. */
  letTimePass(): Promise<void>;
  /** Waits until nothing is left to do, and asserts that everything is right. */
  check(): Promise<void>;
}

/** How long the work may take to reach its point. */
const pointMilliseconds = 120_000;

/**
 * Lets a service fail at a point while the work of the point continues, and asserts that the point was hit, that its
 * clients got what they wanted, and that everything is right afterwards.
 */
export async function failAt<World extends PointWorld>(
  world: World,
  { point, moment, failure }: Failing<World>,
): Promise<void> {
  const proxy = world.proxyOf(point.service, point.wire);
  const service = world.serviceOf(point);
  let isHit = false;
  let disarm = (): void => undefined;
  const arm = (): void => {
    ({ disarm } = proxy.at({ moment, kind: point.kind, text: point.text }, async () => {
      if (point.isMeant && !(await point.isMeant(world, moment))) {
        arm();
        return 'pass';
      }
      if (failure === 'is killed') {
        await service.kill();
      }
      isHit = true;
      return 'close';
    }));
  };
  arm();
  const work = async (): Promise<void> => {
    await point.work(world);
    if (!isHit && point.isMeant) {
      // The message that was meant may have passed while the proxy held another one.
      await work();
    }
  };
  const working = work();
  // Awaited below; a failure before that must not be unhandled.
  working.catch(() => undefined);
  try {
    await until(`${point.service} is at the point`, () => isHit, pointMilliseconds);
  } finally {
    disarm();
  }
  if (failure === 'is killed') {
    await world.restart(point.service);
  }
  if (failure === 'is killed' || point.kind === 'commit') {
    await world.letTimePass();
  }
  await working;
  await world.check();
}
