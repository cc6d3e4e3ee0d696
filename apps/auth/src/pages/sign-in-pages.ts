import { markup, renderPage } from './html.js';
import { passwordResetTextsIn } from './password-reset-texts.js';
import type { Reader } from './reader.js';
import { passwordField, photoField } from './secret-fields.js';
import { textsIn } from './texts.js';

export interface SignInForm {
  reader: Reader;
  /** Where the form is submitted. */
  action: string;
  /** Address of the page for people who forgot their password. */
  forgottenPassword: string;
  /** Address of the registration page; undefined if people cannot register. */
  registration: string | undefined;
  /** Address of the page's script, which shows the photo field and hashes the photo. */
  script: string;
  /** The initial value of the e-mail field. */
  email: string;
  /** Why the last attempt failed. */
  alert?: string | undefined;
}

// Not type="email": browsers then reject non-ASCII letters before the @, and quotes.
/**
 * The sign-in form: e-mail with a password or a beak photo (A4, needs scripts). After a mistake the password has focus.
 */
export function signInPage({
  reader,
  action,
  forgottenPassword,
  registration,
  script,
  email,
  alert,
}: SignInForm): string {
  const texts = textsIn(reader.language);
  const [atEmail, atPassword] = email ? [markup``, markup`autofocus`] : [markup`autofocus`, markup``];
  const wrong = alert ? markup`aria-invalid="true" aria-describedby="alert"` : markup``;
  return renderPage({
    reader,
    title: texts.signIn,
    body: markup`${alert && markup`<p role="alert" id="alert">${alert}</p>`}
<form method="post" action="${action}">
<div class="field">
<label for="email">${texts.email}</label>
<input id="email" name="email" type="text" inputmode="email" value="${email}" autocomplete="username" autocapitalize="none" spellcheck="false" required ${wrong} ${atEmail}>
</div>
${passwordField(texts, { autocomplete: 'current-password', attributes: markup`${wrong} ${atPassword}` })}
${photoField(texts, { or: texts.or, how: texts.photoWhy })}
<button type="submit">${texts.signIn}</button>
</form>
<p class="hint after"><a href="${forgottenPassword}">${passwordResetTextsIn(reader.language).forgotten}</a></p>
${registration && markup`<p class="hint after">${texts.noAccount} <a href="${registration}">${texts.register}</a></p>`}
<script type="module" src="${script}"></script>`,
  });
}
