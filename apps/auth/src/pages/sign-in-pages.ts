import { markup, renderPage } from './html.js';
import { passwordResetTextsIn } from './password-reset-texts.js';
import type { Reader } from './reader.js';
import { passwordField, photoField } from './secret-fields.js';
import { textsIn } from './texts.js';

export interface SignInForm {
  reader: Reader;
  /** Where the form is sent. */
  action: string;
  /** Where people who forgot their password go. */
  forgottenPassword: string;
  /** Where people without an account register; undefined where they cannot. */
  registration: string | undefined;
  /** Where the page's script is, which shows the field for a photo and hashes it. */
  script: string;
  /** What is in the e-mail field at first. */
  email: string;
  /** Why the last attempt did not succeed. */
  alert?: string | undefined;
}

// A browser's field for e-mail takes no letters of other scripts before the @, and no quotes.
/** The form for the e-mail with a password or, where scripts run, a photo of the beak (A4). After a mistake the password is what is typed next. */
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
