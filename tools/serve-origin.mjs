// @ts-check
// The origin on its own, for containers: node tools/serve-origin.mjs
//   PORT (4300), HOST (0.0.0.0), PUBLIC_URL (http://localhost:4300), AUTH_URL, TASKS_URL, FINANCE_URL
import { startOrigin } from './origin.mjs';

const environment = process.env;
const keys = { auth: 'AUTH_URL', tasks: 'TASKS_URL', finance: 'FINANCE_URL' };

const missing = Object.values(keys).filter((key) => !environment[key]);
if (missing.length > 0) {
  console.error(
    `The environment is not complete:\n${missing.map((key) => `  ${key}: is missing`).join('\n')}`,
  );
  process.exit(1);
}

const origin = await startOrigin({
  hosts: [environment['HOST'] ?? '0.0.0.0'],
  port: Number(environment['PORT'] ?? 4300),
  publicUrl: environment['PUBLIC_URL'] ?? 'http://localhost:4300',
  services: Object.entries(keys).map(([name, key]) => ({ name, url: environment[key] ?? '' })),
  demoPeople: [],
  demoPassword: '',
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void origin.stop());
}
