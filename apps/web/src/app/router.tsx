import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { CallbackPage } from './callback-page.js';
import type { Role } from '../session/session.js';
import { analyticsSearch } from '../analytics/analytics-search.js';
import { daysPageSearch } from '../books/days-page-search.js';
import { daysSearch } from '../books/days-search.js';
import { operationsSearch } from '../books/operations-search.js';
import { payoutsSearch } from '../books/payouts-search.js';
import { accountSearch } from '../money/account-search.js';
import { peopleSearch } from '../people/people-search.js';
import { securitySearch } from '../security/security-search.js';
import { tasksSearch } from '../tasks/tasks-search.js';
import { learn, type Area } from '../i18n/i18n.js';
import { places } from './navigation.js';
import { Allowed, Shell } from './shell.js';
import { BrokenPage, NotFoundPage } from './other-pages.js';

/** A page that is loaded when it is asked for, with the words of its part of the product. */
const pageOf = <Module extends Record<string, unknown>, Name extends keyof Module>(
  area: Area,
  load: () => Promise<Module>,
  name: Name,
) =>
  lazyRouteComponent(async () => {
    const [page] = await Promise.all([load(), learn(area)]);
    return page;
  }, name);

const root = createRootRoute({ errorComponent: BrokenPage });

const callback = createRoute({ getParentRoute: () => root, path: '/callback', component: CallbackPage });

/** Everything that only people who are signed in see. */
const inside = createRoute({ getParentRoute: () => root, id: 'inside', component: Shell });

const start = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/tasks', replace: true });
  },
});

const rolesOf = (path: string): readonly Role[] => places.find((place) => place.path === path)?.roles ?? [];

/** A part of the site that is for the roles of the place of that path. */
const partFor = (path: (typeof places)[number]['path']) =>
  createRoute({
    getParentRoute: () => inside,
    id: `for${path}`,
    component: () => <Allowed roles={rolesOf(path)} />,
  });

const tasks = createRoute({
  getParentRoute: () => inside,
  path: '/tasks',
  validateSearch: tasksSearch,
  component: pageOf('tasks', () => import('../tasks/tasks-page.js'), 'TasksPage'),
});

const task = createRoute({
  getParentRoute: () => inside,
  path: '/tasks/$uuid',
  component: pageOf('tasks', () => import('../tasks/task-page.js'), 'TaskPage'),
});

const forManagement = partFor('/reassignments');

const reassignments = createRoute({
  getParentRoute: () => forManagement,
  path: '/reassignments',
  component: pageOf('tasks', () => import('../tasks/reassignments-page.js'), 'ReassignmentsPage'),
});

const reassignment = createRoute({
  getParentRoute: () => forManagement,
  path: '/reassignments/$id',
  component: pageOf('tasks', () => import('../tasks/reassignment-page.js'), 'ReassignmentPage'),
});

const money = createRoute({
  getParentRoute: () => inside,
  path: '/money',
  validateSearch: accountSearch,
  component: pageOf('money', () => import('../money/money-page.js'), 'MoneyPage'),
});

const forCompany = partFor('/income');

const income = createRoute({
  getParentRoute: () => forCompany,
  path: '/income',
  validateSearch: daysSearch,
  component: pageOf('books', () => import('../books/income-page.js'), 'IncomePage'),
});

const days = createRoute({
  getParentRoute: () => forCompany,
  path: '/days',
  validateSearch: daysPageSearch,
  component: pageOf('books', () => import('../books/days-page.js'), 'DaysPage'),
});

const forBooks = partFor('/accounts');

const accounts = createRoute({
  getParentRoute: () => forBooks,
  path: '/accounts',
  component: pageOf('money', () => import('../money/accounts-page.js'), 'AccountsPage'),
});

const account = createRoute({
  getParentRoute: () => forBooks,
  path: '/accounts/$uuid',
  validateSearch: accountSearch,
  component: pageOf('money', () => import('../money/account-page.js'), 'AccountPage'),
});

const payouts = createRoute({
  getParentRoute: () => forBooks,
  path: '/payouts',
  validateSearch: payoutsSearch,
  component: pageOf('books', () => import('../books/payouts-page.js'), 'PayoutsPage'),
});

const operations = createRoute({
  getParentRoute: () => forBooks,
  path: '/operations',
  validateSearch: operationsSearch,
  component: pageOf('books', () => import('../books/operations-page.js'), 'OperationsPage'),
});

const forAdministration = partFor('/people');

const analytics = createRoute({
  getParentRoute: () => forAdministration,
  path: '/analytics',
  validateSearch: analyticsSearch,
  component: pageOf('analytics', () => import('../analytics/analytics-page.js'), 'AnalyticsPage'),
});

const people = createRoute({
  getParentRoute: () => forAdministration,
  path: '/people',
  validateSearch: peopleSearch,
  component: pageOf('people', () => import('../people/people-page.js'), 'PeoplePage'),
});

const person = createRoute({
  getParentRoute: () => forAdministration,
  path: '/people/$uuid',
  component: pageOf('people', () => import('../people/person-page.js'), 'PersonPage'),
});

const clients = createRoute({
  getParentRoute: () => forAdministration,
  path: '/clients',
  component: pageOf('people', () => import('../people/clients-page.js'), 'ClientsPage'),
});

const securityLog = createRoute({
  getParentRoute: () => forAdministration,
  path: '/security-log',
  validateSearch: securitySearch,
  component: pageOf('security', () => import('../security/security-log-page.js'), 'SecurityLogPage'),
});

const nowhere = createRoute({ getParentRoute: () => inside, path: '$', component: NotFoundPage });

export const router = createRouter({
  routeTree: root.addChildren([
    callback,
    inside.addChildren([
      start,
      tasks,
      task,
      money,
      forManagement.addChildren([reassignments, reassignment]),
      forCompany.addChildren([income, days]),
      forBooks.addChildren([accounts, account, payouts, operations]),
      forAdministration.addChildren([analytics, people, person, clients, securityLog]),
      nowhere,
    ]),
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
