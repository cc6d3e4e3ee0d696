import { refusedPasswordCodes } from '../credentials/new-passwords.js';
import { markup, renderPage, type Html } from './html.js';
import { joiningTextsIn, type JoiningTexts } from './joining-texts.js';
import type { Reader } from './reader.js';
import { passwordField, photoField } from './secret-fields.js';
import { textsIn } from './texts.js';

/** Why an invitation was not accepted. */
export type InvitationFault = keyof JoiningTexts['invitation']['faults'];

interface InvitationForm {
  reader: Reader;
  /** Where the form is submitted. */
  action: string;
  /** Address of the page's script, which shows the photo field and hashes the photo. */
  script: string;
  email: string;
  name: string;
  /** False for a person whom an administrator has already added with a name. */
  asksName: boolean;
  faults: readonly InvitationFault[];
}

/** The form to accept an invitation: a name, and a password, a beak photo (A4, needs scripts) or both. */
export function invitationPage(form: InvitationForm): string {
  const texts = joiningTextsIn(form.reader.language).invitation;
  const fields = textsIn(form.reader.language);
  const wrong = (...faults: InvitationFault[]): Html =>
    form.faults.some((fault) => faults.includes(fault))
      ? markup`aria-invalid="true" aria-describedby="alert"`
      : markup``;
  const name = markup`<div class="field">
<label for="name">${fields.name}</label>
<input id="name" name="name" type="text" value="${form.name}" autocomplete="name" maxlength="200" required ${wrong('name')} autofocus>
</div>`;
  return renderPage({
    reader: form.reader,
    title: texts.title,
    body: markup`${alert(texts, form.faults)}
<p class="hint note">${form.asksName ? texts.why(form.email) : texts.whyWithAccount(form.email)}</p>
<form method="post" action="${form.action}" data-takes-both>
<input type="hidden" name="username" value="${form.email}" autocomplete="username">
${form.asksName ? name : undefined}
${passwordField(fields, { autocomplete: 'new-password', hint: fields.newPassword, attributes: wrong('password', ...refusedPasswordCodes) })}
${photoField(fields, { or: fields.orBeakOrBoth, how: fields.photoOfNewBeak })}
<button type="submit">${texts.button}</button>
</form>
<script type="module" src="${form.script}"></script>`,
  });
}

/** Confirms that the person has joined. */
export function joinedPage(reader: Reader, application: string): string {
  const texts = joiningTextsIn(reader.language);
  const { title, why } = texts.invitation.joined;
  return renderPage({
    reader: { ...reader, address: undefined },
    title,
    body: markup`<p>${why}</p>
<a class="button" href="${application}">${texts.toSignIn}</a>`,
  });
}

function alert(
  { faults: lines }: JoiningTexts['invitation'],
  faults: readonly InvitationFault[],
): Html | undefined {
  const text = faults.map((fault) => lines[fault]).join(' ');
  return text === '' ? undefined : markup`<p role="alert" id="alert">${text}</p>`;
}
