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
import { accountsSearch } from '../money/accounts-search.js';
import { peopleSearch } from '../people/people-search.js';
import { securitySearch } from '../security/security-search.js';
import { tasksSearch } from '../tasks/tasks-search.js';
import { todaySearch } from '../today/today-search.js';
import { loadArea, type Area } from '../i18n/i18n.js';
import { menuEntries } from './navigation.js';
import { RequireRoles, Shell } from './shell.js';
import { BrokenPage, NotFoundPage } from './other-pages.js';
import { PagePending } from './page-pending.js';

/** A page loaded on first use, together with the texts of its areas. */
const lazyPage = <Module extends Record<string, unknown>, Name extends keyof Module>(
  areas: Area | readonly Area[],
  load: () => Promise<Module>,
  name: Name,
) =>
  lazyRouteComponent(async () => {
    const [page] = await Promise.all([load(), ...[areas].flat().map((area) => loadArea(area))]);
    return page;
  }, name);

const root = createRootRoute({ errorComponent: BrokenPage });

const callback = createRoute({ getParentRoute: () => root, path: '/callback', component: CallbackPage });

/** Parent of all pages that require a signed-in user. */
const inside = createRoute({ getParentRoute: () => root, id: 'inside', component: Shell });

const start = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/today', replace: true });
  },
});

const rolesOf = (path: string): readonly Role[] =>
  menuEntries.find((entry) => entry.path === path)?.roles ?? [];

/** Parent of pages restricted to the roles of the menu entry with this path. */
const restrictedTo = (path: (typeof menuEntries)[number]['path']) =>
  createRoute({
    getParentRoute: () => inside,
    id: `for${path}`,
    component: () => <RequireRoles roles={rolesOf(path)} />,
  });

const today = createRoute({
  getParentRoute: () => inside,
  path: '/today',
  validateSearch: todaySearch,
  component: lazyPage(['today', 'tasks'], () => import('../today/today-page.js'), 'TodayPage'),
});

const tasks = createRoute({
  getParentRoute: () => inside,
  path: '/tasks',
  validateSearch: tasksSearch,
  component: lazyPage('tasks', () => import('../tasks/tasks-page.js'), 'TasksPage'),
});

const task = createRoute({
  getParentRoute: () => inside,
  path: '/tasks/$uuid',
  component: lazyPage('tasks', () => import('../tasks/task-page.js'), 'TaskPage'),
});

const forManagement = restrictedTo('/reassignments');

const reassignments = createRoute({
  getParentRoute: () => forManagement,
  path: '/reassignments',
  component: lazyPage('tasks', () => import('../tasks/reassignments-page.js'), 'ReassignmentsPage'),
});

const reassignment = createRoute({
  getParentRoute: () => forManagement,
  path: '/reassignments/$id',
  component: lazyPage('tasks', () => import('../tasks/reassignment-page.js'), 'ReassignmentPage'),
});

const money = createRoute({
  getParentRoute: () => inside,
  path: '/money',
  validateSearch: accountSearch,
  component: lazyPage('money', () => import('../money/money-page.js'), 'MoneyPage'),
});

const forCompany = restrictedTo('/income');

const income = createRoute({
  getParentRoute: () => forCompany,
  path: '/income',
  validateSearch: daysSearch,
  component: lazyPage('books', () => import('../books/income-page.js'), 'IncomePage'),
});

const days = createRoute({
  getParentRoute: () => forCompany,
  path: '/days',
  validateSearch: daysPageSearch,
  component: lazyPage('books', () => import('../books/days-page.js'), 'DaysPage'),
});

const forBooks = restrictedTo('/accounts');

const accounts = createRoute({
  getParentRoute: () => forBooks,
  path: '/accounts',
  validateSearch: accountsSearch,
  component: lazyPage('money', () => import('../money/accounts-page.js'), 'AccountsPage'),
});

const account = createRoute({
  getParentRoute: () => forBooks,
  path: '/accounts/$uuid',
  validateSearch: accountSearch,
  component: lazyPage('money', () => import('../money/account-page.js'), 'AccountPage'),
});

const payouts = createRoute({
  getParentRoute: () => forBooks,
  path: '/payouts',
  validateSearch: payoutsSearch,
  component: lazyPage('books', () => import('../books/payouts-page.js'), 'PayoutsPage'),
});

const operations = createRoute({
  getParentRoute: () => forBooks,
  path: '/operations',
  validateSearch: operationsSearch,
  component: lazyPage('books', () => import('../books/operations-page.js'), 'OperationsPage'),
});

const forAdministration = restrictedTo('/people');

const analytics = createRoute({
  getParentRoute: () => forAdministration,
  path: '/analytics',
  validateSearch: analyticsSearch,
  component: lazyPage('analytics', () => import('../analytics/analytics-page.js'), 'AnalyticsPage'),
});

const people = createRoute({
  getParentRoute: () => forAdministration,
  path: '/people',
  validateSearch: peopleSearch,
  component: lazyPage('people', () => import('../people/people-page.js'), 'PeoplePage'),
});

const person = createRoute({
  getParentRoute: () => forAdministration,
  path: '/people/$uuid',
  component: lazyPage('people', () => import('../people/person-page.js'), 'PersonPage'),
});

const clients = createRoute({
  getParentRoute: () => forAdministration,
  path: '/clients',
  component: lazyPage('people', () => import('../people/clients-page.js'), 'ClientsPage'),
});

const securityLog = createRoute({
  getParentRoute: () => forAdministration,
  path: '/security-log',
  validateSearch: securitySearch,
  component: lazyPage('security', () => import('../security/security-log-page.js'), 'SecurityLogPage'),
});

const notFound = createRoute({ getParentRoute: () => inside, path: '$', component: NotFoundPage });

export const router = createRouter({
  routeTree: root.addChildren([
    callback,
    inside.addChildren([
      start,
      today,
      tasks,
      task,
      money,
      forManagement.addChildren([reassignments, reassignment]),
      forCompany.addChildren([income, days]),
      forBooks.addChildren([accounts, account, payouts, operations]),
      forAdministration.addChildren([analytics, people, person, clients, securityLog]),
      notFound,
    ]),
  ]),
  defaultPreload: 'intent',
  // Pages whose code arrives faster appear without a skeleton; a skeleton that was shown does not flash.
  defaultPendingComponent: PagePending,
  defaultPendingMs: 150,
  defaultPendingMinMs: 250,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
