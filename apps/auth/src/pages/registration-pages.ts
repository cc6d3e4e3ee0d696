import { markup, renderPage, type Html } from './html.js';
import { joiningTextsIn } from './joining-texts.js';
import type { Reader } from './reader.js';
import { passwordField, photoField } from './secret-fields.js';
import { textsIn, type Texts } from './texts.js';

/** Why a registration was refused: an invalid field, a domain that is not allowed, or too many attempts. */
export type RegistrationFault =
  | { kind: keyof Texts['notRegistered'] }
  | { kind: 'domain'; domains: string }
  | { kind: 'too-many'; seconds: number };

export interface RegistrationForm {
  reader: Reader;
  /** Where the form is submitted. */
  action: string;
  /** Address of the sign-in page, for people who already have an account. */
  signIn: string;
  /** Address of the page's script, which shows the photo field and hashes the photo. */
  script: string;
  /** What happens after the address is confirmed. */
  mode: 'by-approval' | 'open';
  name: string;
  email: string;
  /** Why the last attempt failed. */
  faults: readonly RegistrationFault[];
}

/** The registration form: name, e-mail, and a password, a beak photo (A4, needs scripts) or both. */
export function registrationPage(form: RegistrationForm): string {
  const texts = textsIn(form.reader.language);
  const fields = new Set(form.faults.map(({ kind }) => fieldOf[kind]));
  const wrong = (field: string): Html =>
    fields.has(field) ? markup`aria-invalid="true" aria-describedby="alert"` : markup``;
  return renderPage({
    reader: form.reader,
    title: texts.register,
    body: markup`${alert(form)}
<p class="hint note">${joiningTextsIn(form.reader.language).registerWhy[form.mode]}</p>
<form method="post" action="${form.action}" data-takes-both>
<div class="field">
<label for="name">${texts.name}</label>
<input id="name" name="name" type="text" value="${form.name}" autocomplete="name" maxlength="200" required ${wrong('name')} autofocus>
</div>
<div class="field">
<label for="email">${texts.email}</label>
<input id="email" name="email" type="text" inputmode="email" value="${form.email}" autocomplete="username" autocapitalize="none" spellcheck="false" required ${wrong('email')}>
</div>
${passwordField(texts, { autocomplete: 'new-password', hint: texts.newPassword, attributes: wrong('password') })}
${photoField(texts, { or: texts.orBeakOrBoth, how: texts.photoOfNewBeak })}
<button type="submit">${texts.register}</button>
</form>
<p class="hint after">${texts.haveAccount} <a href="${form.signIn}">${texts.signIn}</a></p>
<script type="module" src="${form.script}"></script>`,
  });
}

const fieldOf: Record<RegistrationFault['kind'], string> = {
  name: 'name',
  email: 'email',
  password: 'password',
  'common-password': 'password',
  'personal-password': 'password',
  beak: 'beak',
  domain: 'email',
  'too-many': '',
};

function alert({ reader, faults }: RegistrationForm): Html | undefined {
  const lines = faults.map((fault) => lineOf(fault, reader));
  return lines.length > 0 ? markup`<p role="alert" id="alert">${lines.join(' ')}</p>` : undefined;
}

function lineOf(fault: RegistrationFault, { language }: Reader): string {
  const texts = textsIn(language);
  switch (fault.kind) {
    case 'too-many':
      return texts.tooManyRegistrations(fault.seconds);
    case 'domain':
      return joiningTextsIn(language).domainRefused(fault.domains);
    case 'name':
    case 'email':
    case 'password':
    case 'common-password':
    case 'personal-password':
    case 'beak':
      return texts.notRegistered[fault.kind];
  }
}

/** Why people cannot register, and what to do instead. */
export function registrationShutPage(
  reader: Reader,
  mode: 'closed' | 'by-invitation',
  signIn: string,
): string {
  const { title, why } = joiningTextsIn(reader.language).registrationShut[mode];
  return renderPage({
    reader,
    title,
    body: markup`<p>${why}</p>
<a class="button" href="${signIn}">${textsIn(reader.language).signIn}</a>`,
  });
}

interface CheckMail {
  reader: Reader;
  /** The address that was entered. Its owner gets a mail whether or not it already has an account. */
  email: string;
  /** Where the form that requests another mail is submitted. */
  action: string;
  signIn: string;
  isSentAgain: boolean;
}

/** Asks the person to check their mail; the same whether or not the address has an account. */
export function checkMailPage({ reader, email, action, signIn, isSentAgain }: CheckMail): string {
  const { title, why, hint, again, sentAgain } = joiningTextsIn(reader.language).checkMail;
  return renderPage({
    // The response to a form has no address of its own to switch languages on.
    reader: { ...reader, address: undefined },
    title,
    body: markup`${isSentAgain ? markup`<p role="status">${sentAgain}</p>` : undefined}
<p>${why(email)}</p>
<form method="post" action="${action}">
<input type="hidden" name="email" value="${email}">
<p class="hint">${hint}</p>
<button type="submit" class="second">${again}</button>
</form>
<p class="hint after"><a href="${signIn}">${textsIn(reader.language).signIn}</a></p>`,
  });
}
