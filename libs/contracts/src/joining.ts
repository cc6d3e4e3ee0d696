import { z } from 'zod';
import { emailAddress } from './email-address.js';
import { examplePageOf, instant, pageOf, pageQuery, role, uuid } from './primitives.js';
import { sample } from './sample.js';
import { beak, hasSignInMethod, personName, personPassword, personRoles } from './users.js';

/** Who may register (A9): Auth's setting `REGISTRATION`. */
export const registrationModes = ['closed', 'by-invitation', 'by-approval', 'open'] as const;

export type RegistrationMode = (typeof registrationModes)[number];

const language = z.enum(['en', 'ru']).describe('Language of the mail');
const linkToken = z.string().min(1).max(200).describe('Last path segment of the link in the mail');

const exampleToken = 'qk0Jw3cF6m1sV8yB5tH2nR7xL4pD9gZ0aE6uK3iO1wM';

/** The answer to a registration, the same whether or not the address has an account. */
export const checkYourMail = z
  .object({ status: z.literal('check-your-mail'), email: z.string() })
  .meta({ id: 'CheckYourMail', example: { status: 'check-your-mail', email: 'rio@example.org' } });

/** Requests another confirmation mail. */
export const confirmationRequest = z
  .strictObject({ email: emailAddress })
  .meta({ id: 'ConfirmationRequest', example: { email: 'rio@example.org' } });

/** Confirms an address with the link in the mail. */
export const addressConfirmation = z
  .strictObject({ token: linkToken })
  .meta({ id: 'AddressConfirmation', example: { token: exampleToken } });

/** The outcome of a confirmation. */
export const confirmedAddress = z
  .object({
    outcome: z
      .enum(['registered', 'waiting', 'already-registered'])
      .describe(
        'registered: the person can sign in; waiting: an administrator must accept or decline; already-registered: ' +
          'the address already has an account, which is unchanged',
      ),
    beak_taken: z
      .boolean()
      .describe(
        'True if another person already uses the photo; this person can then sign in with the password only',
      ),
  })
  .meta({ id: 'ConfirmedAddress', example: { outcome: 'registered', beak_taken: false } });

/** A registration with a confirmed address that awaits approval. */
export const registrationRequest = z
  .object({ uuid, name: z.string(), email: z.string(), registered_at: instant, confirmed_at: instant })
  .meta({
    id: 'RegistrationRequest',
    example: {
      uuid: sample.polly,
      name: 'Rio',
      email: 'rio@example.org',
      registered_at: '2026-03-02T09:30:00.000Z',
      confirmed_at: '2026-03-02T09:32:00.000Z',
    },
  });

/** The approval queue, oldest first. */
export const registrationRequestPage = z
  .object({
    items: z.array(registrationRequest),
    next_cursor: z.string().nullable(),
    waiting: z.int().describe('Number of requests on all pages'),
    mode: z.enum(registrationModes).describe('Who may register, by configuration'),
  })
  .meta({
    id: 'RegistrationRequestPage',
    example: { ...examplePageOf(registrationRequest), waiting: 1, mode: 'by-approval' },
  });

export const registrationRequestsQuery = z.strictObject(pageQuery);

/** Acceptance of a registration, with the roles the person gets. */
export const registrationAcceptance = z
  .strictObject({ roles: personRoles.default(['employee']) })
  .meta({ id: 'RegistrationAcceptance', example: { roles: ['employee'] } });

/** An invitation that an administrator sends. */
export const newInvitation = z
  .strictObject({
    email: emailAddress,
    name: personName.optional().describe('Suggested name; the person can change it'),
    roles: personRoles.default(['employee']),
    language: language.optional(),
  })
  .meta({ id: 'NewInvitation', example: { email: 'rio@example.org', roles: ['employee'], language: 'en' } });

/** An open or expired invitation. */
export const invitation = z
  .object({
    uuid,
    email: z.string(),
    name: z.string().nullable(),
    roles: z.array(role),
    language,
    state: z.enum(['open', 'expired']),
    has_account: z
      .boolean()
      .describe('True if the person already has an account and only chooses how to sign in'),
    created_at: instant,
    expires_at: instant,
  })
  .meta({
    id: 'Invitation',
    example: {
      uuid: sample.ara,
      email: 'rio@example.org',
      name: null,
      roles: ['employee'],
      language: 'en',
      state: 'open',
      has_account: false,
      created_at: '2026-03-02T09:30:00.000Z',
      expires_at: '2026-03-09T09:30:00.000Z',
    },
  });

export const invitationPage = pageOf(invitation).meta({ id: 'InvitationPage' });

export const invitationsQuery = z.strictObject(pageQuery);

/** Acceptance of an invitation with the link in the mail. */
export const invitationAcceptance = z
  .strictObject({
    token: linkToken,
    name: personName.optional().describe('Defaults to the name in the invitation'),
    password: personPassword.optional(),
    beak: beak.optional(),
  })
  .refine(...hasSignInMethod)
  .meta({
    id: 'InvitationAcceptance',
    example: { token: exampleToken, name: 'Rio', password: 'a long enough one' },
  });

/** The form of the setup page that creates the first administrator. */
export const firstAdministrator = z.strictObject({
  code: z.string().max(100),
  name: personName,
  email: emailAddress,
  password: personPassword,
});

export type CheckYourMail = z.infer<typeof checkYourMail>;
export type ConfirmationRequest = z.infer<typeof confirmationRequest>;
export type AddressConfirmation = z.infer<typeof addressConfirmation>;
export type ConfirmedAddress = z.infer<typeof confirmedAddress>;
export type RegistrationRequest = z.infer<typeof registrationRequest>;
export type RegistrationRequestPage = z.infer<typeof registrationRequestPage>;
export type RegistrationRequestsQuery = z.infer<typeof registrationRequestsQuery>;
export type RegistrationAcceptance = z.infer<typeof registrationAcceptance>;
export type NewInvitation = z.infer<typeof newInvitation>;
export type InvitationView = z.infer<typeof invitation>;
export type InvitationPage = z.infer<typeof invitationPage>;
export type InvitationsQuery = z.infer<typeof invitationsQuery>;
export type InvitationAcceptance = z.infer<typeof invitationAcceptance>;
export type FirstAdministrator = z.infer<typeof firstAdministrator>;
