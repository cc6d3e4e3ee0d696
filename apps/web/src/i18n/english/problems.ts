/**
 * Problems by code, in place of the service's own English text: what people read differently from programs, such as when
 * to try again.
 */
export const problems = {
  'no-answer': 'We can’t reach the service. Nothing is lost, and we’ll keep retrying automatically.',
  'read-only':
    'You can’t make changes right now. Nothing was saved, and your input is still here. Try again when the read-only message disappears.',
  'too-many-tasks': 'You’re creating tasks too quickly. Try again {{when}}.',
  'too-many-redraws': 'You’re reassigning tasks too quickly. Try again {{when}}.',
  'too-many-reassignments':
    'You already have one reassignment running and another one queued. Try again {{when}}.',
  'too-many-mails':
    'We’ve sent this address as many e-mails as we can today. The link in the last one is valid for an hour. Try again {{when}}.',
  'common-password':
    'This password is too common or too similar to a common one. Choose one that is harder to guess, such as several unrelated words.',
  'personal-password':
    'This password is based on the name, the e-mail address or “aTES”. Choose one that is harder to guess, such as several unrelated words.',
};
