import type { paths } from '../api/generated/auth.js';

type Page = paths['/security-log']['get']['responses'][200]['content']['application/json'];

/** One entry of a security log. */
export type SecurityEntry = Page['items'][number];

/** The kind of action an entry records. */
export type Action = SecurityEntry['action'];

/** The text key of each action; a missing one is a compile error. */
export const actionTexts = {
  'sign-in.succeeded': 'signInSucceeded',
  'sign-in.failed': 'signInFailed',
  'sign-in.locked-out': 'signInLockedOut',
  'sign-out': 'signOut',
  'sessions.ended': 'sessionsEnded',
  'account.freed': 'accountFreed',
  'user.created': 'userCreated',
  'user.changed': 'userChanged',
  'user.roles-changed': 'rolesChanged',
  'user.deleted': 'userDeleted',
  'address.confirmed': 'addressConfirmed',
  'password.set': 'passwordSet',
  'password.reset-requested': 'resetRequested',
  'beak.set': 'beakSet',
  'beak.removed': 'beakRemoved',
  'invitation.created': 'invitationCreated',
  'invitation.resent': 'invitationResent',
  'invitation.revoked': 'invitationRevoked',
  'invitation.accepted': 'invitationAccepted',
  'approval.accepted': 'approvalAccepted',
  'approval.declined': 'approvalDeclined',
  'client.created': 'clientCreated',
  'client.secret-renewed': 'secretRenewed',
  'client.removed': 'clientRemoved',
  'device.registered': 'deviceRegistered',
  'device.removed': 'deviceRemoved',
  'keys.rotated': 'keysRotated',
  'tasks.reassigned': 'tasksReassigned',
  'task.redrawn': 'taskRedrawn',
  'day.closed': 'dayClosed',
  'day.restored': 'dayRestored',
  'posting.reversed': 'postingReversed',
  'statement.resent': 'statementResent',
  'message.replayed': 'messageReplayed',
  'message.discarded': 'messageDiscarded',
  'reconciliation.started': 'reconciliationStarted',
  'data.exported': 'dataExported',
  'security-log.shortened': 'logShortened',
  'service.started': 'serviceStarted',
} as const satisfies Record<Action, string>;

export const isAction = (value: unknown): value is Action =>
  typeof value === 'string' && Object.hasOwn(actionTexts, value);

/** All actions, in the order of the filter's list. */
export const actions = Object.keys(actionTexts).filter(isAction);
