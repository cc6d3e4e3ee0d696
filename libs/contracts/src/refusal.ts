/**
 * The stable codes of what these schemas refuse with a reason of their own, each also among `fieldErrorCodes` of
 * `@ates/platform`, which adds those of zod's checks (docs/adr/0091).
 */
export const refusalCodes = [
  'too-long',
  'too-many',
  'invisible',
  'several-lines',
  'half-character',
  'control-character',
  'too-many-accents',
  'nested-too-deeply',
  'email-without-at',
  'email-without-name',
  'email-without-domain',
  'email-too-long',
  'email-name-too-long',
  'email-with-wrong-characters',
  'email-with-angle-brackets',
  'email-with-bare-ip',
  'email-with-wrong-domain',
  'not-an-instant',
  'instant-without-zone',
  'no-such-time',
  'outside-years',
  'not-a-time-zone',
  'range-reversed',
  'range-empty',
  'range-too-long',
  'day-or-range',
  'sign-in-method-needed',
  'nothing-to-change',
] as const;

type RefusalCode = (typeof refusalCodes)[number];

/** Why a schema refuses a value, as zod's `refine` and issues take it. */
export interface Refusal {
  message: string;
  /** The code for programs and translations, and the values that a text needs. */
  params: { code: RefusalCode; [value: string]: unknown };
}

/** The refusal with this code, an English message, and the values that a text for the code needs. */
export const refusal = (
  code: RefusalCode,
  message: string,
  values: Record<string, string | number> = {},
): Refusal => ({ message, params: { code, ...values } });

/** The issue to add for a refusal; nothing else checks the value afterwards. */
export const refusedIssue = (reason: Refusal, input: unknown) =>
  ({ code: 'custom', ...reason, input, continue: false }) as const;
