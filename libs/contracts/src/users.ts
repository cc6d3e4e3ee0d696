import { z } from 'zod';
import { emailAddress } from './email-address.js';
import { idsQuery, instant, pageOf, pageQuery, role, uuid } from './primitives.js';
import { refusal, refusedIssue } from './refusal.js';
import { sample } from './sample.js';
import { recordInOneSpelling, refusalOfDetails } from './text.js';
import { foreignText, writtenSecret, writtenText } from './written-text.js';

const name = writtenText({ longest: 200 });
const details = z
  .record(z.string().max(100), z.unknown())
  .superRefine((record, context) => {
    const reason = refusalOfDetails(record);
    if (reason !== undefined) {
      context.addIssue(refusedIssue(reason, record));
    }
  })
  .overwrite(recordInOneSpelling)
  .describe('Free-form details');
/** A chosen password: its length and characters. Auth checks its strength (`NewPasswords`). */
export const passwordText = writtenSecret({ shortest: 10, longest: 200 }).describe('At least 10 characters');
const password = passwordText;
const someRoles = z.array(role).min(1).max(4);

export { name as personName, password as personPassword, someRoles as personRoles };

/** A beak (A4): the SHA-256 of the photo's bytes, in hex. The photo itself is never sent. */
export const beak = z
  .string()
  .check(z.stringFormat('sha256', /^[0-9a-f]{64}$/i, 'must be a SHA-256 in hex, 64 digits'))
  .toLowerCase()
  .describe('SHA-256 of the photo, in hex');

const noSignInMethod = {
  ...refusal('sign-in-method-needed', 'Choose a password, a beak or both: you need one of them to sign in.'),
  path: ['password'],
};

/** Arguments of zod's `refine`: a person has a password, a beak or both. */
export const hasSignInMethod = [
  ({ password: chosen, beak: shown }: { password?: string; beak?: string }): boolean =>
    chosen !== undefined || shown !== undefined,
  noSignInMethod,
] as const;

/** A registration (A1, A9), to sign in with a password, a beak (A4) or either. */
export const registration = z
  .strictObject({
    name,
    email: emailAddress,
    password: password.optional(),
    beak: beak.optional(),
    details: details.optional(),
  })
  .refine(...hasSignInMethod)
  .meta({
    id: 'Registration',
    example: { name: 'Rio', email: 'rio@example.org', password: 'a long enough one' },
  });

/** The request of an administrator to add a person. */
export const newUser = z
  .strictObject({
    name,
    email: emailAddress,
    password: password.optional(),
    roles: someRoles.default(['employee']),
    details: details.optional(),
  })
  .meta({
    id: 'NewUser',
    example: { name: 'Rio', email: 'rio@example.org', roles: ['employee', 'accountant'] },
  });

/** A change of a person by an administrator; omitted fields stay unchanged. */
export const userChange = z
  .strictObject({
    name,
    email: emailAddress,
    roles: someRoles,
    details,
    unchanged_since: instant.describe(
      '`changed_at` of the data that the change was made to; later changes by others are then not overwritten',
    ),
  })
  .partial()
  .refine(
    (change) => Object.keys(change).some((field) => field !== 'unchanged_since'),
    refusal('nothing-to-change', 'Provide at least one field to change.'),
  )
  .meta({ id: 'UserChange', example: { roles: ['manager'] } });

/** A new password; people who change their own must provide the current one. */
export const newPassword = z
  .strictObject({
    password,
    current_password: z.string().max(200).optional().describe('Required unless you are an administrator'),
  })
  .meta({
    id: 'NewPassword',
    example: { password: 'quite another one', current_password: 'a long enough one' },
  });

/** The request for a password reset link (A9). */
export const passwordReset = z
  .strictObject({ email: emailAddress })
  .meta({ id: 'PasswordReset', example: { email: 'rio@example.org' } });

/** A new beak; people who change their own must provide the current password. */
export const newBeak = z
  .strictObject({
    beak,
    current_password: z.string().max(200).optional().describe('Required unless you are an administrator'),
  })
  .meta({
    id: 'NewBeak',
    example: {
      beak: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
      current_password: 'a long enough one',
    },
  });

/** Whether a person has ever signed in, or was deleted. */
export const personStatuses = ['active', 'never_signed_in', 'deleted'] as const;

const personStatus = z.enum(personStatuses);

/** A person as Auth returns them to administrators and services (A5). */
export const user = z
  .object({
    uuid,
    name: z.string(),
    email: z.string(),
    roles: z.array(role),
    details: z.record(z.string(), z.unknown()),
    status: personStatus.describe('`active` once they have signed in'),
    last_sign_in_at: instant.nullable(),
    created_at: instant,
    changed_at: instant,
  })
  .meta({
    id: 'User',
    example: {
      uuid: sample.polly,
      name: 'Polly',
      email: 'polly@example.org',
      roles: ['employee'],
      details: { birthday: '2021-04-15' },
      status: 'active',
      last_sign_in_at: '2026-03-02T09:30:01.000Z',
      created_at: '2026-03-02T09:30:00.000Z',
      changed_at: '2026-03-02T09:30:00.000Z',
    },
  });

export const userPage = pageOf(user).meta({ id: 'UserPage' });

/** A session of a person (A2): a browser that is signed in, or a device that signed in with a code. */
export const session = z
  .object({
    kind: z.enum(['browser', 'device']),
    signed_in_at: instant,
    last_used_at: instant.describe('When it last got a token'),
    expires_at: instant,
  })
  .meta({
    id: 'Session',
    example: {
      kind: 'browser',
      signed_in_at: '2026-03-02T09:30:01.000Z',
      last_used_at: '2026-03-02T11:05:00.000Z',
      expires_at: '2026-03-16T09:30:01.000Z',
    },
  });

export const sessionList = z
  .object({ items: z.array(session) })
  .meta({ id: 'SessionList', example: { items: [session.meta()?.['example']] } });

/** The subject of a token, as OpenID Connect userinfo (A5). */
export const userinfo = z
  .object({
    sub: uuid,
    name: z.string(),
    email: z.string(),
    roles: z.array(role),
  })
  .meta({
    id: 'Userinfo',
    example: { sub: sample.polly, name: 'Polly', email: 'polly@example.org', roles: ['employee'] },
  });

/** Orders of the list of people; a minus sign reverses one. */
export const personOrders = ['name', '-name', 'last_sign_in', '-last_sign_in'] as const;

export const usersQuery = z.strictObject({
  ...pageQuery,
  ids: idsQuery,
  text: writtenText({ longest: 200 }).optional().describe('Part of the name or email address'),
  role: role.optional().describe('People who have this role'),
  status: personStatus.optional().describe('By default, everyone who is not deleted'),
  order: z
    .enum(personOrders)
    .optional()
    .describe(
      'By default, as they were added; by `last_sign_in`, people who never signed in come before all others',
    ),
});

export type Registration = z.infer<typeof registration>;
export type NewUser = z.infer<typeof newUser>;
export type UserChange = z.infer<typeof userChange>;
export type UserView = z.infer<typeof user>;
export type SessionView = z.infer<typeof session>;
export type SessionList = z.infer<typeof sessionList>;
export type NewPassword = z.infer<typeof newPassword>;
export type PasswordReset = z.infer<typeof passwordReset>;
export type NewBeak = z.infer<typeof newBeak>;
export type UserPage = z.infer<typeof userPage>;
export type Userinfo = z.infer<typeof userinfo>;
export type UsersQuery = z.infer<typeof usersQuery>;

/**
 * A person as a consumer reads them from Auth, ours or a foreign one. Requires only what is needed; accepts one role or
 * several, known or not.
 */
export const userFromOwner = z
  .object({
    name: foreignText.optional(),
    username: foreignText.optional(),
    email: foreignText.default(''),
    roles: z.array(foreignText).optional(),
    role: foreignText.optional(),
  })
  .transform((answer) => ({
    name: answer.name ?? answer.username ?? answer.email,
    email: answer.email,
    roles: answer.roles ?? (answer.role ? [answer.role] : []),
  }))
  .meta({ id: 'UserFromOwner' });

export type UserFromOwner = z.infer<typeof userFromOwner>;
