import { Injectable } from '@nestjs/common';
import { Problem, type Database, type Transaction } from '@ates/platform';
import { createHash, createHmac } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { AuthConfiguration } from '../config.js';
import {
  findLink,
  insertLink,
  markUsed,
  type FoundLink,
  type LinkState,
  type Read,
} from './one-time-links.queries.js';

/** The purpose of a link. Its token is invalid for any other purpose. */
export type LinkPurpose = 'confirm-address' | 'invitation' | 'reset-password';

interface NewLink {
  purpose: LinkPurpose;
  /** Id of its registration, invitation or person. */
  subject: string;
  /** How long it works, by the database's clock. */
  seconds: number;
}

/** Links in mails (A9): each works once, expires, and is stored as a hash. Opening its page does not use it. */
@Injectable()
export class OneTimeLinks {
  private readonly key: Buffer;
  private readonly pages: string;

  constructor({ COOKIE_SECRET, OIDC_ISSUER }: AuthConfiguration) {
    this.key = createHmac('sha256', COOKIE_SECRET).update('one-time links').digest();
    this.pages = `${OIDC_ISSUER}/link`;
  }

  /** Creates a link; returns its id, for the mail that contains it (`Mails.add`). */
  async create(tx: Transaction, { purpose, subject, seconds }: NewLink): Promise<string> {
    const id = uuidv7();
    await insertLink(tx, { id, purpose, subject, seconds, tokenHash: hashOf(this.tokenOf(id)) });
    return id;
  }

  /**
   * Uses the link and returns its subject; if the transaction rolls back, the link stays usable. A concurrent caller
   * waits and then gets the Problem. Throws `link-used`, `link-expired`, `link-revoked` and `link-unknown`.
   */
  async use(tx: Transaction, purpose: LinkPurpose, token: string): Promise<string> {
    const subject = await markUsed(tx, purpose, hashOf(token));
    if (subject === undefined) {
      throw deadLink(await stateOf(tx, purpose, token));
    }
    return subject;
  }

  /** The address of the link's page, including its token. Only for the link's mail. */
  addressOf(purpose: LinkPurpose, id: string): string {
    return `${this.pages}/${purpose}/${this.tokenOf(id)}`;
  }

  // Derived from the id with a secret: each attempt can write the mail again, and no table contains the token.
  private tokenOf(id: string): string {
    return createHmac('sha256', this.key).update(id).digest('base64url');
  }
}

/** Why a link cannot be used. */
export type DeadLinkState = Exclude<LinkState, 'open'>;

/** The link with this token; no `subject` if there is none. Does not use it. */
export const readLink = (
  database: Database,
  purpose: LinkPurpose,
  token: string,
): Promise<{ state: LinkState; subject?: string }> =>
  openLink((sql, parameters) => database.query<FoundLink>(sql, parameters), purpose, token);

async function openLink(
  read: Read,
  purpose: LinkPurpose,
  token: string,
): Promise<{ state: LinkState; subject?: string }> {
  return (await findLink(read, purpose, hashOf(token))) ?? { state: 'unknown' };
}

async function stateOf(tx: Transaction, purpose: LinkPurpose, token: string): Promise<DeadLinkState> {
  const read: Read = (sql, parameters) => tx.query<FoundLink[]>(sql, parameters);
  const { state } = await openLink(read, purpose, token);
  return state === 'open' ? 'used' : state;
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

const details: Record<DeadLinkState, string> = {
  used: 'This link has already been used; each works once. If you used it, sign in.',
  expired: 'This link has expired. Request a new one.',
  revoked: 'This link was revoked. Use the newest mail, or request a new one.',
  unknown: 'There is no such link. Open it exactly as it appears in the mail, or request a new one.',
};

/** The Problem of a link that cannot be used. */
export const deadLink = (state: DeadLinkState): Problem =>
  new Problem(state === 'unknown' ? 'not-found' : 'conflict', `link-${state}`, details[state]);
