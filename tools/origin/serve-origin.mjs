// @ts-check
// Runs only the origin, for containers: node tools/origin/serve-origin.mjs
// Required keys: AUTH_URL, TASKS_URL, FINANCE_URL.
// Optional keys with their defaults: TASKS_READS_URL and FINANCE_READS_URL (read-only instances; none), PORT (4300),
// HOST (0.0.0.0), PUBLIC_URL (http://localhost:4300), OIDC_ISSUER (Auth behind PUBLIC_URL), TRUSTED_PROXIES (none),
// CONNECTIONS_PER_ADDRESS (1024)
import path from 'node:path';
import { neededKeys } from '../terminal/needed-keys.mjs';
import { originNetwork } from './network-settings.mjs';
import { startOrigin } from './origin.mjs';
import { Refusal } from '../terminal/progress.mjs';
import { webFolder } from './web-ui.mjs';

const network = networkOrExit();
const { AUTH_URL, TASKS_URL, FINANCE_URL } = neededKeys(['AUTH_URL', 'TASKS_URL', 'FINANCE_URL']);
const { PORT = '4300', HOST = '0.0.0.0', PUBLIC_URL = 'http://localhost:4300', OIDC_ISSUER } = process.env;
const { TASKS_READS_URL, FINANCE_READS_URL } = process.env;

const origin = await startOrigin({
  hosts: [HOST],
  port: Number(PORT),
  publicUrl: PUBLIC_URL,
  web: path.resolve(import.meta.dirname, '../..', webFolder),
  issuer: OIDC_ISSUER,
  services: [
    { name: 'auth', url: AUTH_URL },
    { name: 'tasks', url: TASKS_URL, readsUrl: TASKS_READS_URL || undefined },
    { name: 'finance', url: FINANCE_URL, readsUrl: FINANCE_READS_URL || undefined },
  ],
  demoPeople: [],
  demoPassword: '',
  ...network,
});

/** Prints what is wrong with the environment and exits with code 1, if anything is. */
function networkOrExit() {
  try {
    return originNetwork();
  } catch (error) {
    console.error(error instanceof Refusal ? error.message : error);
    process.exit(1);
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void origin.stop());
}
