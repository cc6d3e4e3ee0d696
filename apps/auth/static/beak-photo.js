// Script of the sign-in, registration and invitation pages: adds a button that shows the password, and accepts a beak
// photo in its place (A4); a form with `data-takes-both` accepts both. The photo is hashed here and never leaves the
// browser: its field has no name, so the form does not send it. Without this script, or on an insecure connection
// (where browsers do not offer hashing), the page accepts only passwords and shows no photo field.
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
    throw new Error(`This page has no ${selector}`);
  }
  return found;
}

/** @param {boolean} isShown */
function setPasswordShown(isShown) {
  password.type = isShown ? 'text' : 'password';
  showPassword.textContent = isShown ? textToHide : textToShow;
}

/** @param {KeyboardEvent} event */
function updateCapsLockWarning(event) {
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

function clearPhoto() {
  photo.value = '';
  photoChanged();
}

/**
 * @param {DataTransfer | null} transfer what was dropped or pasted
 * @returns {boolean} whether it contained a file
 */
function attachPhoto(transfer) {
  const file = transfer?.files[0];
  if (!file) {
    return false;
  }
  // The field accepts only one file.
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

function enablePhotos() {
  byPhoto.hidden = false;
  photo.addEventListener('change', photoChanged);
  if (!takesBoth) {
    password.addEventListener('input', clearPhoto);
  }
  forgetPhoto.addEventListener('click', () => {
    clearPhoto();
    photo.focus();
  });
  // On the whole page, because browsers would otherwise open a dropped file in place of it.
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  document.addEventListener('dragleave', () => drop.classList.remove('over'));
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    attachPhoto(event.dataTransfer);
  });
  document.addEventListener('paste', (event) => {
    if (attachPhoto(event.clipboardData)) {
      event.preventDefault();
    }
  });
  // Some browsers restore the chosen file when the user returns to the page.
  photoChanged();
}

showPassword.hidden = false;
showPassword.addEventListener('click', () => setPasswordShown(password.type === 'password'));
for (const type of /** @type {const} */ (['keydown', 'keyup'])) {
  password.addEventListener(type, updateCapsLockWarning);
}
password.addEventListener('blur', () => (capsLock.textContent = ''));

form.addEventListener('submit', (event) => {
  // Browsers only offer to save passwords from hidden fields.
  setPasswordShown(false);
  // Clears a hash that the browser restored when the user returned to this page.
  beak.value = '';
  const file = photo.files?.[0];
  if (file) {
    event.preventDefault();
    void sendHashOf(file);
  }
});

if (window.isSecureContext) {
  enablePhotos();
}
