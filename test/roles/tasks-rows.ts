import { everyone, only, type RoleTableRow } from './row.js';

const ofReading = { service: 'tasks', line: 'List and read tasks, create a task', people: everyone } as const;

const taskManagers = ['manager', 'administrator'] as const;

const ofReassigning = { service: 'tasks', line: 'Reassign one or all', people: only(taskManagers) } as const;

const ofAnalytics = { service: 'tasks', line: 'Analytics', people: only(['administrator']) } as const;

const ofNotifications = { service: 'tasks', line: 'Own notifications', people: everyone } as const;

export const tasksRows: readonly RoleTableRow[] = [
  { ...ofReading, operation: 'list tasks', route: 'GET /tasks', scope: 'tasks:read' },
  {
    ...ofReading,
    operation: 'list your own tasks',
    route: 'GET /tasks',
    path: '/tasks?performer=me',
    scope: 'tasks:read',
    serviceWithScope: 'invalid-request',
  },
  { ...ofReading, operation: 'count tasks', route: 'GET /tasks/counts', scope: 'tasks:read' },
  {
    ...ofReading,
    operation: 'count your own tasks',
    route: 'GET /tasks/counts',
    path: '/tasks/counts?performer=me',
    scope: 'tasks:read',
    serviceWithScope: 'invalid-request',
  },
  {
    ...ofReading,
    operation: 'list the people whose tasks can be listed',
    route: 'GET /tasks/performers',
    scope: 'tasks:read',
  },
  {
    ...ofReading,
    operation: "read everyone's workload",
    route: 'GET /tasks/workload',
    path: '/tasks/workload?since=2026-03-02T00:00:00Z',
    scope: 'tasks:read',
  },
  {
    ...ofReading,
    operation: 'read your own workload',
    route: 'GET /tasks/workload',
    path: '/tasks/workload?performer=me&since=2026-03-02T00:00:00Z',
    scope: 'tasks:read',
    serviceWithScope: 'invalid-request',
  },
  {
    ...ofReading,
    operation: 'read a task',
    route: 'GET /tasks/{uuid}',
    path: '/tasks/{open task}',
    scope: 'tasks:read',
  },
  {
    ...ofReading,
    operation: "read a task's history",
    route: 'GET /tasks/{uuid}/history',
    path: '/tasks/{open task}/history',
    scope: 'tasks:read',
  },
  {
    ...ofReading,
    operation: 'create a task',
    route: 'POST /tasks',
    body: { description: 'Fix the perch' },
    status: 201,
    unrecorded: 'the history of the task has it',
  },
  {
    service: 'tasks',
    line: 'Complete a task',
    operation: 'complete your own task',
    route: 'PUT /tasks/{uuid}/complete',
    path: '/tasks/{task of the caller}/complete',
    people: everyone,
    unrecorded: 'the history of the task has it',
  },
  {
    service: 'tasks',
    line: 'Complete a task',
    operation: "complete another person's task",
    route: 'PUT /tasks/{uuid}/complete',
    path: '/tasks/{open task}/complete',
    people: only([], 'not-your-task'),
    unrecorded: 'the history of the task has it',
  },
  {
    service: 'tasks',
    line: 'Edit a description',
    operation: 'edit the description of a task you created',
    route: 'PATCH /tasks/{uuid}',
    path: '/tasks/{task written by the caller}',
    body: { description: 'Fix the other perch' },
    people: everyone,
    unrecorded: 'the history of the task has it',
  },
  {
    service: 'tasks',
    line: 'Edit a description',
    operation: 'edit the description of a task that another person created',
    route: 'PATCH /tasks/{uuid}',
    path: '/tasks/{task of the caller}',
    body: { description: 'Fix the other perch' },
    people: only(taskManagers, 'not-your-text'),
    unrecorded: 'the history of the task has it',
  },
  {
    ...ofReassigning,
    operation: "reassign another person's task",
    route: 'PUT /tasks/{uuid}/assign',
    path: '/tasks/{open task}/assign',
    recorded: 'task.redrawn',
  },
  {
    ...ofReassigning,
    operation: 'reassign a task you created',
    route: 'PUT /tasks/{uuid}/assign',
    path: '/tasks/{task written by the caller}/assign',
    recorded: 'task.redrawn',
  },
  {
    ...ofReassigning,
    operation: 'reassign all open tasks',
    route: 'PUT /tasks/reassign',
    status: 202,
    recorded: 'tasks.reassigned',
  },
  {
    ...ofReassigning,
    operation: 'preview the fees of reassigning all open tasks',
    route: 'GET /tasks/reassign/preview',
  },
  {
    ...ofReassigning,
    operation: 'see whether a reassignment is in progress',
    route: 'GET /tasks/reassign/current',
    people: everyone,
  },
  { ...ofReassigning, operation: 'list reassignments', route: 'GET /tasks/reassignments' },
  {
    ...ofReassigning,
    operation: 'read a reassignment',
    route: 'GET /tasks/reassignments/{id}',
    path: '/tasks/reassignments/{reassignment}',
  },
  {
    ...ofReassigning,
    operation: 'stream the progress of a reassignment',
    route: 'GET /tasks/reassignments/{id}/progress',
    path: '/tasks/reassignments/{reassignment}/progress',
  },
  {
    ...ofReassigning,
    operation: 'read how evenly its draws are distributed',
    route: 'GET /tasks/reassignments/{id}/draws',
    path: '/tasks/reassignments/{reassignment}/draws',
  },
  {
    ...ofAnalytics,
    operation: 'how long tasks took, by day',
    route: 'GET /tasks/analytics/completion-times',
    path: '/tasks/analytics/completion-times?from=2026-03-01&to=2026-03-31',
  },
  {
    ...ofAnalytics,
    operation: 'what people have open, and how long their tasks took',
    route: 'GET /tasks/analytics/people',
    path: '/tasks/analytics/people?from=2026-03-01&to=2026-03-31&ids={caller}',
  },
  { ...ofNotifications, operation: 'list your own notifications', route: 'GET /notifications' },
  {
    ...ofNotifications,
    operation: 'mark your own notifications as read',
    route: 'PUT /notifications/read',
    body: { up_to: 'ffffffff-ffff-ffff-ffff-ffffffffffff' },
    unrecorded: 'only what the person has read changes',
  },
  {
    ...ofNotifications,
    operation: 'read your own notification settings',
    route: 'GET /notifications/settings',
  },
  {
    ...ofNotifications,
    operation: 'change your own notification settings',
    route: 'PUT /notifications/settings',
    body: { daily_digest: false },
    unrecorded: 'people decide only about mails to themselves',
  },
];
