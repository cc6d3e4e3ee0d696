import { markup, renderPage } from './html.js';
import type { Language } from './language.js';
import { textsIn } from './texts.js';

/** Asks whether to sign out; `secret` proves that the answer comes from this page. */
export function signOutPage(language: Language, action: string, secret: string): string {
  const texts = textsIn(language);
  return renderPage({
    language,
    title: texts.signOut,
    body: markup`<p>${texts.signOutQuestion}</p>
<form method="post" action="${action}">
<input type="hidden" name="xsrf" value="${secret}">
<button type="submit" name="logout" value="yes" autofocus>${texts.signOut}</button>
<button type="submit" class="second">${texts.staySignedIn}</button>
</form>`,
  });
}

export function signedOutPage(language: Language, startAgain: string): string {
  const texts = textsIn(language);
  return renderPage({
    language,
    title: texts.signedOut,
    body: markup`<p>${texts.signedOutWhy}</p>
<p><a href="${startAgain}">${texts.signIn}</a></p>`,
  });
}
