import { failAt } from './points/fail-at.js';
import { FinanceWorld } from './points/finance-world.js';
import { failingsAt, titleOf } from './points/point.js';
import { pointsOverFeeds, pointsOverRabbitMq } from './points/points.js';
import { SystemWorld } from './points/system-world.js';

/** `ATES_CRASH_POINTS=all` tries every point in every way; otherwise it is the share of `npm test`. */
const size = process.env['ATES_CRASH_POINTS'] === 'all' ? 'all' : 'share';

const named = <World>(failings: World[], title: (failing: World) => string): [string, World][] =>
  failings.map((failing) => [title(failing), failing]);

describe('The services over RabbitMQ are right after each failure', () => {
  let world: SystemWorld;

  beforeAll(async () => {
    world = await SystemWorld.start();
  });

  afterAll(() => world.stop());

  it.each(named(failingsAt(pointsOverRabbitMq, size), titleOf))('%s', (_, failing) => failAt(world, failing));
});

describe('Finance over the feed of Tasks is right after each failure', () => {
  let world: FinanceWorld;

  beforeAll(async () => {
    world = await FinanceWorld.start();
  });

  afterAll(() => world.stop());

  it.each(named(failingsAt(pointsOverFeeds, size), titleOf))('%s', (_, failing) => failAt(world, failing));
});
