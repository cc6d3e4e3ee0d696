import { markup, renderPage } from './html.js';
import type { Reader } from './reader.js';
import { textsIn } from './texts.js';

interface SignOutForm {
  action: string;
  /** Proves that the form was submitted from this page. */
  secret: string;
  /** The web UI's address, for people who stay signed in. */
  application: string;
}

/** Asks whether to sign out and says what that ends. Staying signed in is a plain link that changes nothing. */
export function signOutPage(reader: Reader, { action, secret, application }: SignOutForm): string {
  const texts = textsIn(reader.language);
  return renderPage({
    reader,
    title: texts.signOut,
    body: markup`<p>${texts.signOutQuestion}</p>
<p class="hint note">${texts.signOutMeans}</p>
<form method="post" action="${action}">
<input type="hidden" name="xsrf" value="${secret}">
<button type="submit" name="logout" value="yes" autofocus>${texts.signOut}</button>
<a class="button second" href="${application}">${texts.staySignedIn}</a>
</form>`,
  });
}

export function signedOutPage(reader: Reader, application: string): string {
  const texts = textsIn(reader.language);
  return renderPage({
    reader,
    title: texts.signedOut,
    body: markup`<p>${texts.signedOutWhy}</p>
<a class="button" href="${application}">${texts.signInAgain}</a>`,
  });
}
