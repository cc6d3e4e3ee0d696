import { everyone, only, services, type RoleTableRow, type Service } from './row.js';

const rowsOf = (service: Service): RoleTableRow[] => {
  const open = {
    service,
    line: 'Discovery, sign-in, registration, health and documentation',
    people: 'anybody',
  } as const;
  return [
    {
      service,
      line: 'Any account, audit log, export, parked messages',
      operation: 'list parked messages',
      route: 'GET /parked-messages',
      people: only(['accountant', 'administrator']),
      scope: 'parked-messages:read',
    },
    {
      service,
      line: 'Any account, audit log, export, parked messages',
      operation: 'download the body of a parked message',
      route: 'GET /parked-messages/{id}/body',
      path: '/parked-messages/{parked message}/body',
      recorded: 'data.exported',
      people: only(['accountant', 'administrator']),
      scope: 'parked-messages:read',
    },
    {
      service,
      line: 'Close a day by hand, reverse a posting, replay parked messages',
      operation: 'replay a parked message',
      route: 'POST /parked-messages/{id}/replay',
      path: '/parked-messages/{parked message}/replay',
      recorded: 'message.replayed',
      people: replayersIn(service),
    },
    {
      service,
      line: 'Close a day by hand, reverse a posting, replay parked messages',
      operation: 'discard a parked message',
      route: 'DELETE /parked-messages/{id}',
      path: '/parked-messages/{parked message}',
      status: 204,
      recorded: 'message.discarded',
      people: only(['administrator']),
    },
    {
      service,
      line: 'Between services',
      operation: 'read the event feed',
      route: 'GET /events',
      people: only([]),
      scope: 'events:read',
    },
    {
      service,
      line: 'Between services',
      operation: 'read where the event feed ends',
      route: 'GET /events/head',
      people: only([]),
      scope: 'events:read',
    },
    ...securityLogOf(service),
    {
      service,
      line: 'Monitoring a service',
      operation: 'read its metrics',
      route: 'GET /metrics',
      people: only(['administrator']),
      scope: 'metrics:read',
    },
    {
      service,
      line: 'Change streams',
      operation: 'stream the topics that change',
      route: 'GET /changes',
      people: everyone,
    },
    { ...open, operation: 'check that it is alive', route: 'GET /health/live' },
    { ...open, operation: 'check that it is ready', route: 'GET /health/ready' },
    { ...open, operation: 'read its API pages', route: 'GET /docs' },
    { ...open, operation: 'read its API document', route: 'GET /docs-json' },
    { ...open, operation: 'read its API document as YAML', route: 'GET /docs-yaml' },
  ];
};

const securityLogOf = (service: Service): RoleTableRow[] => {
  const reading = { service, line: 'Security log', people: only(['administrator']) } as const;
  const exporting = { ...reading, recorded: 'data.exported' } as const;
  return [
    { ...reading, operation: 'read the security log', route: 'GET /security-log' },
    { ...exporting, operation: 'the security log as CSV', route: 'GET /security-log.csv' },
    { ...exporting, operation: 'the security log as a workbook', route: 'GET /security-log.xlsx' },
  ];
};

/** Auth consumes no messages, so a replay there fails. */
const replayersIn = (service: Service): ReturnType<typeof only> => {
  const administrators = only(['administrator']);
  return service === 'auth' ? { ...administrators, administrator: 'replay-failed' } : administrators;
};

/** Auth consumes no messages, so it has no producer to reconcile with. */
const reconciliationOf = (service: Service): RoleTableRow[] => {
  const seeing = {
    service,
    line: 'Monitoring a service',
    people: only(['accountant', 'administrator']),
  } as const;
  return [
    { ...seeing, operation: 'see what is missing or overdue', route: 'GET /reconciliation' },
    {
      ...seeing,
      operation: 'read the progress of a reconciliation run',
      route: 'GET /reconciliation/runs/{uuid}',
      path: '/reconciliation/runs/{reconciliation run}',
      people: runReadersIn(service),
    },
    {
      service,
      line: 'Close a day by hand, reverse a posting, replay parked messages',
      operation: 'start a reconciliation run',
      route: 'POST /reconciliation/runs',
      body: { producer: 'auth' },
      status: 202,
      recorded: 'reconciliation.started',
      people: reconcilersIn(service),
    },
  ];
};

const reconcilersIn = (service: Service): ReturnType<typeof only> => {
  const administrators = only(['administrator']);
  return service === 'auth' ? { ...administrators, administrator: 'unknown-producer' } : administrators;
};

const runReadersIn = (service: Service): ReturnType<typeof only> => {
  const none = 'reconciliation-not-found';
  return service === 'auth'
    ? { ...only([]), accountant: none, administrator: none }
    : only(['accountant', 'administrator']);
};

/** The rows that all services share. */
export const rowsOfEveryService: readonly RoleTableRow[] = [
  ...services.flatMap(rowsOf),
  ...services.flatMap(reconciliationOf),
];
