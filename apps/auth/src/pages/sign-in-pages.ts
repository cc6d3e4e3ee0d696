import { markup, renderPage, type Html } from './html.js';
import type { Language } from './language.js';
import { textsIn } from './texts.js';

export interface SignInForm {
  language: Language;
  /** Where the form is sent. */
  action: string;
  /** Where the page's script is, which shows the field for a photo and hashes it. */
  script: string;
  /** What is in the e-mail field at first. */
  email: string;
  /** Why the last attempt did not succeed. */
  alert?: string | undefined;
}

const alertOf = (text: string | undefined): Html => (text ? markup`<p role="alert">${text}</p>` : markup``);

/** The form for the e-mail with a password or, where scripts run, a photo of the beak (A4). After a mistake the password is what is typed next. */
export function signInPage({ language, action, script, email, alert }: SignInForm): string {
  const texts = textsIn(language);
  const [atEmail, atPassword] = email ? [markup``, markup`autofocus`] : [markup`autofocus`, markup``];
  return renderPage({
    language,
    title: texts.signInTo,
    body: markup`${alertOf(alert)}
<form method="post" action="${action}">
<label for="email">${texts.email}</label>
<input id="email" name="email" type="email" value="${email}" autocomplete="username" required ${atEmail}>
<label for="password">${texts.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required ${atPassword}>
<div id="by-photo" hidden>
<label for="photo">${texts.photo}</label>
<input id="photo" type="file" accept="image/*" aria-describedby="photo-why">
<p id="photo-why">${texts.photoWhy}</p>
<p id="photo-status" role="status" data-unreadable="${texts.photoUnreadable}"></p>
</div>
<input type="hidden" name="beak" value="" id="beak">
<button type="submit">${texts.signIn}</button>
</form>
<script type="module" src="${script}"></script>`,
  });
}

/** The sign-in is over: it was open for too long, or belongs to another browser. */
export function expiredPage(language: Language, startAgain: string): string {
  const texts = textsIn(language);
  return renderPage({
    language,
    title: texts.expired,
    body: markup`<p>${texts.expiredWhy}</p>
<p><a href="${startAgain}">${texts.startAgain}</a></p>`,
  });
}

export interface Failure {
  /** A stable name of what went wrong, for whoever is told about it. */
  code: string;
  /** Why, as the provider says it; left out for what is not the reader's to know. */
  why?: string | undefined;
  startAgain: string;
}

/** Something went wrong. */
export function failurePage(language: Language, { code, why, startAgain }: Failure): string {
  const texts = textsIn(language);
  return renderPage({
    language,
    title: why === undefined ? texts.failed : texts.refused,
    body: markup`<p role="alert">${why ?? texts.failedWhy} (${code})</p>
<p><a href="${startAgain}">${texts.startAgain}</a></p>`,
  });
}
