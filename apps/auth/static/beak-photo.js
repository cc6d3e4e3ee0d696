// Signing in with a photo of the beak (A4). The photo is hashed here and never leaves the browser: its field has no
// name, so no form sends it. Where this script does not run, or the connection is not secure (browsers do not hash
// then), the page takes passwords as ever and shows no field for a photo.
const form = element('form', HTMLFormElement);
const password = element('#password', HTMLInputElement);
const photo = element('#photo', HTMLInputElement);
const beak = element('#beak', HTMLInputElement);
const status = element('#photo-status', HTMLElement);

element('#by-photo', HTMLElement).hidden = !window.isSecureContext;

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

function requirePasswordOrPhoto() {
  password.required = !photo.files?.length;
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

photo.addEventListener('change', () => {
  password.value = '';
  status.textContent = '';
  requirePasswordOrPhoto();
});

password.addEventListener('input', () => {
  photo.value = '';
  requirePasswordOrPhoto();
});

form.addEventListener('submit', (event) => {
  // Going back to this page brings back what was in it.
  beak.value = '';
  const file = photo.files?.[0];
  if (file) {
    event.preventDefault();
    void sendHashOf(file);
  }
});

requirePasswordOrPhoto();
