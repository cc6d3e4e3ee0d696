import { markup, renderPage } from './html.js';
import type { Reader } from './reader.js';
import { textsIn, type Texts } from './texts.js';

/** The outcome of the last code entered. */
export type DeviceOutcome = 'wrong-code' | 'stopped' | 'failed';

export interface DeviceForm {
  reader: Reader;
  action: string;
  /** Proves that the form was submitted from our page. */
  secret: string;
  userCode: string;
}

const outcomeText = (texts: Texts, outcome: DeviceOutcome): string =>
  ({
    'wrong-code': texts.deviceWrongCode,
    stopped: texts.deviceStopped,
    failed: texts.deviceFailed,
  })[outcome];

/** The page where a person enters the code shown on a device. */
export function deviceCodePage(form: DeviceForm, outcome?: DeviceOutcome): string {
  const texts = textsIn(form.reader.language);
  return renderPage({
    reader: form.reader,
    title: texts.device,
    body: markup`${outcome && markup`<p role="alert">${outcomeText(texts, outcome)}</p>`}
<p>${texts.deviceWhy}</p>
<form method="post" action="${form.action}">
<input type="hidden" name="xsrf" value="${form.secret}">
<div class="field">
<label for="user_code">${texts.deviceCode}</label>
<input id="user_code" name="user_code" type="text" value="${form.userCode}" autocomplete="off" autocapitalize="characters" spellcheck="false" required autofocus>
</div>
<button type="submit">${texts.continue}</button>
</form>`,
  });
}

/** Asks the person to confirm that the device in front of them is the one signing in. */
export function deviceConfirmPage(form: DeviceForm): string {
  const texts = textsIn(form.reader.language);
  return renderPage({
    reader: form.reader,
    title: texts.deviceConfirm,
    body: markup`<p class="code"><code>${form.userCode}</code></p>
<p>${texts.deviceConfirmWhy}</p>
<form method="post" action="${form.action}">
<input type="hidden" name="xsrf" value="${form.secret}">
<input type="hidden" name="user_code" value="${form.userCode}">
<button type="submit" name="confirm" value="yes" autofocus>${texts.deviceConfirmYes}</button>
<button type="submit" name="abort" value="yes" class="second">${texts.deviceConfirmNo}</button>
</form>`,
  });
}

export function deviceDonePage(reader: Reader): string {
  const texts = textsIn(reader.language);
  return renderPage({ reader, title: texts.deviceDone, body: markup`<p>${texts.deviceDoneWhy}</p>` });
}
