import type { RefusedPasswordCode } from '../credentials/new-passwords.js';
import { markup, renderPage } from './html.js';
import { passwordResetTextsIn } from './password-reset-texts.js';
import type { Reader } from './reader.js';
import { textsIn } from './texts.js';

/** Why the request for a link was refused. */
export type ForgottenFault = { kind: 'email' } | { kind: 'too-many'; seconds: number };

interface ForgottenPasswordForm {
  reader: Reader;
  /** Where the form is submitted. */
  action: string;
  signIn: string;
  email: string;
  fault?: ForgottenFault | undefined;
}

/** The form for the address to send a password reset link to (A9). */
export function forgottenPasswordPage({
  reader,
  action,
  signIn,
  email,
  fault,
}: ForgottenPasswordForm): string {
  const texts = passwordResetTextsIn(reader.language);
  const alert = fault && (fault.kind === 'email' ? texts.wrongEmail : texts.tooMany(fault.seconds));
  const wrong = fault?.kind === 'email' ? markup`aria-invalid="true" aria-describedby="alert"` : markup``;
  return renderPage({
    reader,
    title: texts.title,
    body: markup`${alert && markup`<p role="alert" id="alert">${alert}</p>`}
<p class="hint note">${texts.why}</p>
<form method="post" action="${action}">
<div class="field">
<label for="email">${textsIn(reader.language).email}</label>
<input id="email" name="email" type="text" inputmode="email" value="${email}" autocomplete="username" autocapitalize="none" spellcheck="false" required ${wrong} autofocus>
</div>
<button type="submit">${texts.send}</button>
</form>
<p class="hint after"><a href="${signIn}">${texts.backToSignIn}</a></p>`,
  });
}

/** What happens next; the same whether or not the address has an account. */
export function resetRequestedPage(reader: Reader, email: string, signIn: string): string {
  const texts = passwordResetTextsIn(reader.language);
  return renderPage({
    reader,
    title: texts.requested,
    body: markup`<p role="status">${texts.requestedWhy(email)}</p>
<p>${texts.requestedNext}</p>
<a class="button" href="${signIn}">${texts.backToSignIn}</a>`,
  });
}

/** Why a new password was refused. */
export type PasswordFault = 'length' | RefusedPasswordCode;

interface ResetPasswordForm {
  reader: Reader;
  /** Where the form is submitted. */
  action: string;
  fault?: PasswordFault | undefined;
}

/** The form for a new password, behind the link in a mail (A9). */
export function resetPasswordPage({ reader, action, fault }: ResetPasswordForm): string {
  const texts = passwordResetTextsIn(reader.language);
  const wrong = fault ? markup`aria-invalid="true" aria-describedby="alert"` : markup``;
  return renderPage({
    reader,
    title: texts.choose,
    body: markup`${fault && markup`<p role="alert" id="alert">${texts.refused[fault]}</p>`}
<p class="hint note">${texts.chooseWhy}</p>
<form method="post" action="${action}">
<div class="field">
<label for="password">${texts.newPassword}</label>
<input id="password" name="password" type="password" autocomplete="new-password" required ${wrong} autofocus>
<p class="hint">${textsIn(reader.language).newPassword}</p>
</div>
<button type="submit">${texts.set}</button>
</form>`,
  });
}

/** Confirms the new password and links to the sign-in. */
export function passwordChangedPage(reader: Reader, application: string): string {
  const texts = passwordResetTextsIn(reader.language);
  return renderPage({
    reader,
    title: texts.changed,
    body: markup`<p role="status">${texts.changedWhy}</p>
<a class="button" href="${application}">${textsIn(reader.language).signIn}</a>`,
  });
}
