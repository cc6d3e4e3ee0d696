// @ts-check
// The origin on its own, for containers: node tools/serve-origin.mjs
//   AUTH_URL, TASKS_URL, FINANCE_URL; PORT (4300), HOST (0.0.0.0), PUBLIC_URL (http://localhost:4300),
//   OIDC_ISSUER (Auth behind PUBLIC_URL)
import path from 'node:path';
import { neededKeys } from './needed-keys.mjs';
import { startOrigin } from './origin.mjs';
import { webFolder } from './web-ui.mjs';

const { AUTH_URL, TASKS_URL, FINANCE_URL } = neededKeys(['AUTH_URL', 'TASKS_URL', 'FINANCE_URL']);
const { PORT = '4300', HOST = '0.0.0.0', PUBLIC_URL = 'http://localhost:4300', OIDC_ISSUER } = process.env;

const origin = await startOrigin({
  hosts: [HOST],
  port: Number(PORT),
  publicUrl: PUBLIC_URL,
  web: path.resolve(import.meta.dirname, '..', webFolder),
  issuer: OIDC_ISSUER,
  services: [
    { name: 'auth', url: AUTH_URL },
    { name: 'tasks', url: TASKS_URL },
    { name: 'finance', url: FINANCE_URL },
  ],
  demoPeople: [],
  demoPassword: '',
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void origin.stop());
}
