import { reconciliation } from '@ates/contracts';
import { expectCorrectBooks } from './support/books.js';
import { performers } from './support/load.js';
import { PersistentLoad } from './support/persistent-load.js';
import { isRecoveryCampaign, noteRecovery } from './support/recovery-report.js';
import { ReplicatedPostgres } from './support/standby.js';
import { System } from './support/system.js';
import { until } from './support/until.js';
import { VirtualAddress } from './support/virtual-address.js';

const backWithinMilliseconds = 30_000;

const portOf = (url: string): number => Number(new URL(url).port);

describe('A primary lost under load, whose synchronous standby is promoted (S8)', () => {
  let servers: ReplicatedPostgres;
  let address: VirtualAddress;
  let system: System;

  beforeEach(async () => {
    servers = await ReplicatedPostgres.start();
    await servers.makeSynchronous();
    address = await VirtualAddress.inFrontOf(portOf(servers.primaryUrl()));
    const cluster = address.of(servers.primaryUrl());
    system = await System.start({
      transport: 'feed',
      clusters: { auth: cluster, tasks: cluster, finance: cluster },
    });
    await system.untilPeopleCached();
  });

  afterEach(async () => {
    await system?.stop();
    await address?.stop();
    await servers?.release();
  });

  const losses: [string, () => void][] = [
    ['its machine is gone, and connections to it are silent', () => address.fallSilent()],
    ['its process is killed', () => undefined],
  ];

  it.each(isRecoveryCampaign ? losses : losses.slice(0, 1))(
    'loses no acknowledged write, and all services work again within 30 s (%s)',
    async (_, lose) => {
      const load = PersistentLoad.start(await performers(system), 4);
      await until('the clients are at work', () => load.answers.length > 60);
      const killedAt = performance.now();
      lose();
      await servers.killPrimary();
      await servers.promoteStandby();
      address.pointTo(portOf(servers.standbyUrl()));

      const untilBack = async (what: string, isBack: () => Promise<boolean>) => {
        await until(`${what} is back`, isBack);
        return Math.round(performance.now() - killedAt);
      };
      const [answered, booked] = [load.answers.length, await postings()];
      const [tasks, finance, auth] = await Promise.all([
        untilBack('Tasks', async () => load.answers.length > answered + 4),
        untilBack('Finance', async () => (await postings()) > booked),
        untilBack('Auth', async () => (await system.tokenOf('manager@ates.local')) !== ''),
      ]);
      await until('the clients have worked on', () => load.answers.length > answered + 60);
      await load.stop();
      console.log(`back after the loss: Tasks ${tasks} ms, Finance ${finance} ms, Auth ${auth} ms`);
      expect(Math.max(tasks, finance, auth)).toBeLessThan(backWithinMilliseconds);

      const { kept, found } = await load.compareWith(system.databases.tasks);
      noteRecovery({
        what: 'synchronous standby promoted',
        acknowledged: load.acknowledged.size,
        found: found.length,
        pauseMilliseconds: Math.max(tasks, finance, auth, Math.round(load.longestPause(killedAt))),
      });
      expect(kept).toEqual(load.acknowledged);
      await expectCorrectBooks(system);
      const accountant = await system.as('accountant@ates.local', 'finance');
      const { body } = await accountant.get('/accounting/verification');
      expect(body).toMatchObject({ sum: 0, differences: [] });
      const administrator = await system.as('admin@ates.local', 'finance');
      await until('Finance knows that the feeds of both producers have a new timeline', async () => {
        const { body: state } = await administrator.get('/reconciliation');
        return reconciliation.parse(state).producers.every(({ restored }) => restored !== null);
      });
    },
  );

  /** How many postings the promoted standby has. */
  const postings = async (): Promise<number> => {
    const [row] = await servers.onStandby<{ count: number }>(
      `select count(*)::int as count from posting`,
      new URL(system.databases.finance.url).pathname.slice(1),
    );
    return row?.count ?? 0;
  };
});
