// The pages of sign-in and registration where scripts run: the password can be shown, and a photo of the beak takes its
// place (A4); a form that has `data-takes-both` takes both. The
// photo is hashed here and never leaves the browser: its field has no name, so no form sends it. Where this script does
// not run, or the connection is not secure (browsers do not hash then), the page takes passwords as ever and shows no
// field for a photo.
const form = element('form', HTMLFormElement);
const password = element('#password', HTMLInputElement);
const showPassword = element('#show-password', HTMLButtonElement);
const capsLock = element('#caps-lock', HTMLElement);
const byPhoto = element('#by-photo', HTMLElement);
const drop = element('.drop', HTMLElement);
const photo = element('#photo', HTMLInputElement);
const chosen = element('#photo-chosen', HTMLElement);
const photoName = element('#photo-name', HTMLElement);
const forgetPhoto = element('#forget-photo', HTMLButtonElement);
const beak = element('#beak', HTMLInputElement);
const status = element('#photo-status', HTMLElement);
const takesBoth = form.dataset['takesBoth'] !== undefined;
const textToShow = showPassword.textContent;
const textToHide = showPassword.dataset['hide'] ?? '';

/**
 * @template {HTMLElement} Kind
 * @param {string} selector
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
function element(selector, kind) {
  const found = document.querySelector(selector);
  if (!(found instanceof kind)) {
    throw new Error(`There is no ${selector} on this page`);
  }
  return found;
}

/** @param {boolean} isShown */
function setPasswordShown(isShown) {
  password.type = isShown ? 'text' : 'password';
  showPassword.textContent = isShown ? textToHide : textToShow;
}

/** @param {KeyboardEvent} event */
function tellCapsLock(event) {
  capsLock.textContent = event.getModifierState('CapsLock') ? (capsLock.dataset['on'] ?? '') : '';
}

function photoChanged() {
  const file = photo.files?.[0];
  chosen.hidden = !file;
  photoName.textContent = file?.name ?? '';
  password.required = !file;
  status.textContent = '';
  if (file && !takesBoth) {
    password.value = '';
  }
}

function withoutPhoto() {
  photo.value = '';
  photoChanged();
}

/**
 * @param {DataTransfer | null} given what was dropped or pasted
 * @returns {boolean} whether there was a file in it
 */
function takePhoto(given) {
  const file = given?.files[0];
  if (!file) {
    return false;
  }
  // The field takes one.
  const one = new DataTransfer();
  one.items.add(file);
  photo.files = one.files;
  photoChanged();
  return true;
}

/** @param {File} file */
async function sha256(file) {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {File} file */
async function sendHashOf(file) {
  try {
    beak.value = await sha256(file);
  } catch {
    status.textContent = status.dataset['unreadable'] ?? '';
    return;
  }
  form.submit();
}

function takePhotos() {
  byPhoto.hidden = false;
  photo.addEventListener('change', photoChanged);
  if (!takesBoth) {
    password.addEventListener('input', withoutPhoto);
  }
  forgetPhoto.addEventListener('click', () => {
    withoutPhoto();
    photo.focus();
  });
  // Anywhere on the page: a browser left to itself would open the file in its place.
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  document.addEventListener('dragleave', () => drop.classList.remove('over'));
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    takePhoto(event.dataTransfer);
  });
  document.addEventListener('paste', (event) => {
    if (takePhoto(event.clipboardData)) {
      event.preventDefault();
    }
  });
  // Some browsers bring back what was chosen when one comes back to the page.
  photoChanged();
}

showPassword.hidden = false;
showPassword.addEventListener('click', () => setPasswordShown(password.type === 'password'));
for (const type of /** @type {const} */ (['keydown', 'keyup'])) {
  password.addEventListener(type, tellCapsLock);
}
password.addEventListener('blur', () => (capsLock.textContent = ''));

form.addEventListener('submit', (event) => {
  // What browsers offer to remember is a password that is hidden.
  setPasswordShown(false);
  // Going back to this page brings back what was in it.
  beak.value = '';
  const file = photo.files?.[0];
  if (file) {
    event.preventDefault();
    void sendHashOf(file);
  }
});

if (window.isSecureContext) {
  takePhotos();
}
