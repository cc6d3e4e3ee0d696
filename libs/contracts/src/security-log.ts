import { z } from 'zod';
import { commaSeparated, instant, pageOf, pageQuery, uuid } from './primitives.js';
import { refusal } from './refusal.js';
import { sample } from './sample.js';

/** All actions that a security log records, as `<subject>.<action>` (A10). */
export const securityActions = [
  'sign-in.succeeded',
  'sign-in.failed',
  'sign-in.locked-out',
  'sign-out',
  'sessions.ended',
  'account.freed',
  'user.created',
  'user.changed',
  'user.roles-changed',
  'user.deleted',
  'address.confirmed',
  'password.set',
  'password.reset-requested',
  'beak.set',
  'beak.removed',
  'invitation.created',
  'invitation.resent',
  'invitation.revoked',
  'invitation.accepted',
  'approval.accepted',
  'approval.declined',
  'client.created',
  'client.secret-renewed',
  'client.removed',
  'device.registered',
  'device.removed',
  'keys.rotated',
  'tasks.reassigned',
  'task.redrawn',
  'day.closed',
  'day.restored',
  'posting.reversed',
  'statement.resent',
  'message.replayed',
  'message.discarded',
  'reconciliation.started',
  'data.exported',
  'security-log.shortened',
  'service.started',
] as const;

export const securityAction = z.enum(securityActions);

export type SecurityAction = (typeof securityActions)[number];

export const securityActorKinds = ['person', 'client', 'system', 'anonymous'] as const;

export const securitySubjectKinds = [
  'person',
  'client',
  'device',
  'key',
  'task',
  'reassignment',
  'day',
  'posting',
  'statement',
  'message',
  'reconciliation',
  'invitation',
  'registration',
  'export',
] as const;

const maxIdLength = 200;

const securityLogActor = z
  .object({
    kind: z.enum(securityActorKinds),
    id: z
      .string()
      .nullable()
      .describe('UUID of the person, id of the client, or command that an operator ran'),
    name: z.string().nullable().describe('Name of the person at that time'),
  })
  .meta({ id: 'SecurityLogActor' });

/** One entry of a service's security log: who did what to whom, when and from where (A10). */
export const securityLogEntry = z
  .object({
    id: z.string().describe("Sequence number in this service's log"),
    at: instant.describe("By the database's clock"),
    action: securityAction,
    actor: securityLogActor,
    subject: z
      .object({
        kind: z.enum(securitySubjectKinds),
        id: z.string().nullable(),
        name: z.string().nullable().describe('Name of the person at that time'),
      })
      .nullable()
      .describe('Who or what was affected'),
    address: z.string().nullable().describe('IP address of the request'),
    user_agent: z.string().nullable(),
    client_id: z.string().nullable().describe('Client that the token was issued to'),
    request_id: z.string().nullable().describe('`X-Request-Id` of the response'),
    details: z.record(z.string(), z.unknown()).describe('Further details; never a secret'),
  })
  .meta({
    id: 'SecurityLogEntry',
    example: {
      id: '42',
      at: '2026-03-02T09:30:01.123456Z',
      action: 'user.roles-changed',
      actor: { kind: 'person', id: sample.ara, name: 'Ara' },
      subject: { kind: 'person', id: sample.polly, name: 'Polly' },
      address: '192.0.2.17',
      user_agent: 'Mozilla/5.0',
      client_id: 'web',
      request_id: '0d8f6c1e-6a55-4f3e-9d42-1c9a7b30f5de',
      details: { before: ['employee'], after: ['employee', 'accountant'] },
    },
  });

export const securityLogPage = pageOf(securityLogEntry).meta({ id: 'SecurityLogPage' });

const filters = {
  action: commaSeparated(securityAction, { most: securityActions.length, longest: 30 })
    .optional()
    .describe('One or more actions, comma-separated'),
  actor: z.string().max(maxIdLength).optional().describe('Id of the acting person or client, or the command'),
  subject: z.string().max(maxIdLength).optional().describe('Id of the affected person or thing'),
  person: uuid.optional().describe('Entries in which this person is the actor or the subject'),
  address: z.string().max(maxIdLength).optional(),
  request_id: z.string().max(maxIdLength).optional(),
  from: instant.optional().describe('At or after this time'),
  to: instant.optional().describe('Before this time'),
};

const isInOrder = ({ from, to }: { from?: string | undefined; to?: string | undefined }): boolean =>
  from === undefined || to === undefined || Date.parse(from) < Date.parse(to);

const outOfOrder = { ...refusal('range-empty', 'must be after from'), path: ['to'] };

/** Selects log entries, paged, newest first. */
export const securityLogQuery = z.strictObject({ ...pageQuery, ...filters }).refine(isInOrder, outOfOrder);

/** Selects the log entries of an export. */
export const securityLogExportQuery = z.strictObject(filters).refine(isInOrder, outOfOrder);

export type SecurityLogEntry = z.infer<typeof securityLogEntry>;
export type SecurityLogPage = z.infer<typeof securityLogPage>;
export type SecurityLogQuery = z.infer<typeof securityLogQuery>;
export type SecurityLogExportQuery = z.infer<typeof securityLogExportQuery>;
export type SecuritySubjectKind = (typeof securitySubjectKinds)[number];
