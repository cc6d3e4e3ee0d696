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

/** What a link is for. A token of one purpose is worth nothing for another. */
export type LinkPurpose = 'confirm-address' | 'invitation' | 'reset-password';

export interface NewLink {
  purpose: LinkPurpose;
  /** Id of what it is about: a registration, an invitation, a person. */
  subject: string;
  /** How long it can be used, by the database's clock. */
  seconds: number;
}

/** Links in mails (A9): each can be used once, expires, and is stored as a hash. Opening one uses nothing. */
@Injectable()
export class OneTimeLinks {
  private readonly key: Buffer;
  private readonly pages: string;

  constructor({ COOKIE_SECRET, OIDC_ISSUER }: AuthConfiguration) {
    this.key = createHmac('sha256', COOKIE_SECRET).update('one-time links').digest();
    this.pages = `${OIDC_ISSUER}/link`;
  }

  /** Makes a link; answers its id, for the mail that has it (`Mails.add`). */
  async create(tx: Transaction, { purpose, subject, seconds }: NewLink): Promise<string> {
    const id = uuidv7();
    await insertLink(tx, { id, purpose, subject, seconds, tokenHash: hashOf(this.tokenOf(id)) });
    return id;
  }

  /**
   * Uses the link and answers its subject; when the transaction rolls back, the link can still be used. Of two who use it at
   * the same time the second waits, then gets the Problem. Throws `link-used`, `link-expired`, `link-revoked` and
   * `link-unknown`.
   */
  async use(tx: Transaction, purpose: LinkPurpose, token: string): Promise<string> {
    const subject = await markUsed(tx, purpose, hashOf(token));
    if (subject === undefined) {
      throw deadLink(await stateOf(tx, purpose, token));
    }
    return subject;
  }

  /** The address of the link's page, with its token: for its mail and nothing else. */
  addressOf(purpose: LinkPurpose, id: string): string {
    return `${this.pages}/${purpose}/${this.tokenOf(id)}`;
  }

  // Made of the id by a secret: so a mail can be written at each attempt to send it, and no table has the token.
  private tokenOf(id: string): string {
    return createHmac('sha256', this.key).update(id).digest('base64url');
  }
}

/** A link that cannot be used, and why. */
export type DeadLinkState = Exclude<LinkState, 'open'>;

/** What is known of the link with this token; no `subject` when there is none. Uses nothing. */
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
  used: 'This link has been used already; each works once. If you used it, sign in.',
  expired: 'This link has expired. Ask for a new one.',
  revoked: 'This link was withdrawn. Use the newest mail, or ask for a new one.',
  unknown: 'There is no such link. Open it exactly as the mail has it, or ask for a new one.',
};

/** The Problem of a link that cannot be used. */
export const deadLink = (state: DeadLinkState): Problem =>
  new Problem(state === 'unknown' ? 'not-found' : 'conflict', `link-${state}`, details[state]);
