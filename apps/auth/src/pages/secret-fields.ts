import { markup, type Html } from './html.js';
import type { Texts } from './texts.js';

interface PasswordField {
  autocomplete: 'current-password' | 'new-password';
  /** Password requirements, where one is chosen. */
  hint?: string;
  attributes: Html;
}

/** A password field; scripts add a button that shows the password. */
export const passwordField = (texts: Texts, { autocomplete, hint, attributes }: PasswordField): Html =>
  markup`<div class="field">
<label for="password">${texts.password}</label>
<input id="password" name="password" type="password" autocomplete="${autocomplete}" required ${attributes}>
<button type="button" id="show-password" class="quiet" aria-controls="password" data-hide="${texts.hidePassword}" hidden>${texts.showPassword}</button>
${hint && markup`<p class="hint">${hint}</p>`}
<p id="caps-lock" class="hint" role="status" data-on="${texts.capsLock}"></p>
</div>`;

interface PhotoField {
  /** How the photo relates to the password: instead of it, or together with it. */
  or: string;
  /** What to do with the photo. */
  how: string;
}

/** Hidden until its script shows it. The file field has no name, so the form never sends the file, only its hash. */
export const photoField = (texts: Texts, { or, how }: PhotoField): Html => markup`<div id="by-photo" hidden>
<p class="or">${or}</p>
<label class="drop" for="photo">
<input id="photo" type="file" accept="image/*" aria-describedby="photo-why">
<strong>${texts.photo}</strong> ${texts.photoHow}
</label>
<p id="photo-chosen" hidden><span id="photo-name" role="status"></span><button type="button" id="forget-photo" class="quiet">${texts.forgetPhoto}</button></p>
<p id="photo-why" class="hint">${how}</p>
<p id="photo-status" class="warning" role="status" data-unreadable="${texts.photoUnreadable}"></p>
</div>
<input type="hidden" name="beak" value="" id="beak">`;
