// @ts-check
// The /services page: the state of each service, links to its API documentation, and demo accounts. Needs no
// JavaScript.

/**
 * @typedef {import('./upstreams.mjs').Target} Target
 * @typedef {import('./health.mjs').ServiceState} ServiceState
 */

/** Allows the page to load only its stylesheet. */
export const policy =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const stylesheet = `
:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin-block: 1rem; }
th, td { text-align: left; padding: 0.4rem 0.6rem; border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
.up::before { content: '● '; color: #2b8a3e; }
.down::before { content: '● '; color: #c92a2a; }
`;

/** @param {string} text */
const escape = (text) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/**
 * @param {string[][]} demoPeople
 * @param {string} demoPassword
 */
function demoSection(demoPeople, demoPassword) {
  const people = demoPeople.map(
    ([email = '', role = '']) => `<tr><td>${escape(email)}</td><td>${escape(role)}</td></tr>`,
  );
  return `<h2>Demo accounts</h2>
<p>All of them have the password <code>${escape(demoPassword)}</code>. <code>npm run demo</code> plays a whole working day on a separate system.</p>
<table>
<thead><tr><th scope="col">E-mail</th><th scope="col">Role</th></tr></thead>
<tbody>${people.join('')}</tbody>
</table>`;
}

const stateOf = {
  ready: '<span class="up">ready</span>',
  'read-only': '<span class="down">read-only at the moment</span>',
  'not ready': '<span class="down">not ready</span>',
};

/**
 * Renders the page with the state of each service.
 * @param {readonly Target[]} targets
 * @param {Map<string, ServiceState>} health the state of each service by name
 * @param {string[][]} demoPeople e-mail and role of each
 * @param {string} demoPassword
 */
export function page(targets, health, demoPeople, demoPassword) {
  const rows = targets.map(({ name }) => {
    const state = stateOf[health.get(name) ?? 'not ready'];
    return `<tr><td>${name}</td><td>${state}</td><td><a href="/api/${name}/docs">/api/${name}/docs</a></td></tr>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>aTES</title>
<link rel="stylesheet" href="/services/style.css">
</head>
<body>
<h1>Awesome Task Exchange System</h1>
<p>To work with aTES, open <a href="/">the web app</a>. These are the services behind it, with their API documentation.</p>
<table>
<thead><tr><th scope="col">Service</th><th scope="col">State</th><th scope="col">API</th></tr></thead>
<tbody>${rows.join('')}</tbody>
</table>
${demoPeople.length > 0 ? demoSection(demoPeople, demoPassword) : ''}
</body>
</html>
`;
}
