import { refusedPasswordCodes } from '../credentials/new-passwords.js';
import { markup, renderPage, type Html } from './html.js';
import { joiningTextsIn, type JoiningTexts } from './joining-texts.js';
import type { Reader } from './reader.js';
import { passwordField } from './secret-fields.js';
import { textsIn } from './texts.js';

/** Why the administrator was not created. */
export type SetupFault =
  { kind: keyof JoiningTexts['setup']['faults'] } | { kind: 'too-many'; seconds: number };

export interface SetupForm {
  reader: Reader;
  /** Where the form is submitted. */
  action: string;
  code: string;
  name: string;
  email: string;
  faults: readonly SetupFault[];
}

/** The form for the first administrator: setup code, name, e-mail and password. */
export function setupPage(form: SetupForm): string {
  const texts = joiningTextsIn(form.reader.language).setup;
  const fields = textsIn(form.reader.language);
  const wrong = (...kinds: SetupFault['kind'][]): Html =>
    form.faults.some(({ kind }) => kinds.includes(kind))
      ? markup`aria-invalid="true" aria-describedby="alert"`
      : markup``;
  return renderPage({
    reader: form.reader,
    title: texts.title,
    body: markup`${alert(form)}
<p class="hint note">${texts.why}</p>
<form method="post" action="${form.action}">
<div class="field">
<label for="code">${texts.code}</label>
<input id="code" name="code" type="text" value="${form.code}" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" required ${wrong('code')} autofocus>
<p class="hint">${texts.codeHint}</p>
</div>
<div class="field">
<label for="name">${fields.name}</label>
<input id="name" name="name" type="text" value="${form.name}" autocomplete="name" maxlength="200" required ${wrong('name')}>
</div>
<div class="field">
<label for="email">${fields.email}</label>
<input id="email" name="email" type="text" inputmode="email" value="${form.email}" autocomplete="username" autocapitalize="none" spellcheck="false" required ${wrong('email', 'email-taken')}>
</div>
${passwordField(fields, { autocomplete: 'new-password', hint: fields.newPassword, attributes: wrong('password', ...refusedPasswordCodes) })}
<button type="submit">${texts.button}</button>
</form>`,
  });
}

/** Says that there is an administrator: just created (`done`) or earlier (`done-before`). */
export function setUpPage(reader: Reader, end: 'done' | 'done-before', application: string): string {
  const texts = joiningTextsIn(reader.language);
  const { title, why } = end === 'done' ? texts.setup.done : texts.setup.doneBefore;
  return renderPage({
    reader,
    title,
    body: markup`<p>${why}</p>
<a class="button" href="${application}">${texts.toSignIn}</a>`,
  });
}

function alert({ reader, faults }: SetupForm): Html | undefined {
  const lines = faults.map((fault) =>
    fault.kind === 'too-many'
      ? textsIn(reader.language).tooMany(fault.seconds)
      : joiningTextsIn(reader.language).setup.faults[fault.kind],
  );
  return lines.length > 0 ? markup`<p role="alert" id="alert">${lines.join(' ')}</p>` : undefined;
}
