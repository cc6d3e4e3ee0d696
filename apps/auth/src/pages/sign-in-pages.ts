import { markup, renderPage, type Html } from './html.js';
import type { Reader } from './reader.js';
import { textsIn, type Texts } from './texts.js';

export interface SignInForm {
  reader: Reader;
  /** Where the form is sent. */
  action: string;
  /** Where the page's script is, which shows the field for a photo and hashes it. */
  script: string;
  /** What is in the e-mail field at first. */
  email: string;
  /** Why the last attempt did not succeed. */
  alert?: string | undefined;
}

/** The form for the e-mail with a password or, where scripts run, a photo of the beak (A4). After a mistake the password is what is typed next. */
export function signInPage({ reader, action, script, email, alert }: SignInForm): string {
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
<input id="email" name="email" type="email" value="${email}" autocomplete="username" required ${wrong} ${atEmail}>
</div>
<div class="field">
<label for="password">${texts.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required ${wrong} ${atPassword}>
<button type="button" id="show-password" class="quiet" aria-controls="password" data-hide="${texts.hidePassword}" hidden>${texts.showPassword}</button>
<p id="caps-lock" class="hint" role="status" data-on="${texts.capsLock}"></p>
</div>
${photoField(texts)}
<input type="hidden" name="beak" value="" id="beak">
<button type="submit">${texts.signIn}</button>
</form>
<script type="module" src="${script}"></script>`,
  });
}

/** Hidden until the script that makes it work shows it. Its field has no name, so that no form sends it. */
const photoField = (texts: Texts): Html => markup`<div id="by-photo" hidden>
<p class="or">${texts.or}</p>
<label class="drop" for="photo">
<input id="photo" type="file" accept="image/*" aria-describedby="photo-why">
<strong>${texts.photo}</strong> ${texts.photoHow}
</label>
<p id="photo-chosen" hidden><span id="photo-name" role="status"></span><button type="button" id="forget-photo" class="quiet">${texts.forgetPhoto}</button></p>
<p id="photo-why" class="hint">${texts.photoWhy}</p>
<p id="photo-status" class="warning" role="status" data-unreadable="${texts.photoUnreadable}"></p>
</div>`;
