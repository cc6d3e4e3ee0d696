// @ts-check
// P11: access tokens of services, by client credentials.
import { inTurns } from '../harness.mjs';
import { sendRequests } from '../load.mjs';
import { profiled } from '../profile.mjs';
import { Reference } from '../reference.mjs';
import { rowsOf } from './p6-read.mjs';

const connections = 16;
const scopes = 'users:read events:read';

/** @type {import('../main.mjs').Goal} */
export const p11 = {
  name: 'P11',
  title: `Service tokens, ${connections} connections`,
  transport: 'feed',
  measure: async ({ machine, running, rounds, seconds }) => {
    const [client, secret] = ['tasks', machine.secrets.tasksClient];
    const reference = await Reference.start('plain-oidc.mjs', {
      client,
      secret,
      scopes,
      signingKey: machine.signingKey,
    });
    const next = (/** @type {string} */ path) => () => ({
      method: /** @type {const} */ ('POST'),
      path,
      headers: {
        authorization: `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: scopes }).toString(),
    });
    const contender = (
      /** @type {string} */ name,
      /** @type {string} */ url,
      /** @type {string} */ path,
    ) => ({
      name,
      round: async () => (await sendRequests({ url, connections, seconds, next: next(path) })).perSecond,
    });
    try {
      const [our, ...others] = await inTurns(
        [
          profiled(running, 'P11', contender('ours', running.services.auth.url, '/oidc/token')),
          contender('plain oidc-provider', reference.ready.url, '/token'),
        ],
        rounds,
      );
      return rowsOf('tokens', our, others, [0.8]);
    } finally {
      await reference.stop();
    }
  },
};
