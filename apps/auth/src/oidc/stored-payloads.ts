import { errors, type Adapter, type AdapterPayload } from 'oidc-provider';
import type { DataSource } from 'typeorm';
import { OidcPayload } from '../sessions/oidc-payload.entity.js';

/**
 * False for ids with NUL, which may come from addresses or forms: PostgreSQL rejects NUL, so nothing has such an id.
 */
export const isStorable = (id: string): boolean => !id.includes('\0');

/** The kind that may be used twice within a grace period, because a response was lost and the browser retries. */
const refreshTokens = 'RefreshToken';

/**
 * Stores one kind of the provider's objects (sessions, grants, codes, refresh tokens ...) in the table `oidc_payload`.
 */
export class StoredPayloads implements Adapter {
  private readonly rows;
  /** How many seconds after its first use an object may be used again. */
  private readonly graceSeconds: number;

  /** Refresh tokens may be used again for `refreshGraceSeconds` after their first use, other kinds never. */
  constructor(
    private readonly kind: string,
    private readonly dataSource: DataSource,
    refreshGraceSeconds: number,
  ) {
    this.rows = dataSource.getRepository(OidcPayload);
    this.graceSeconds = kind === refreshTokens ? refreshGraceSeconds : 0;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    await upsertPayload(this.dataSource, { kind: this.kind, id, payload, expiresIn });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    return isStorable(id) ? this.findBy('id', id) : undefined;
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return isStorable(userCode) ? this.findBy('user_code', userCode) : undefined;
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.findBy('uid', uid);
  }

  /**
   * Uses up a code or a refresh token. Of concurrent requests with the same code only one succeeds, although the
   * provider checks first and consumes later. Requests with the same refresh token all succeed within its grace period,
   * which starts with the first one. Throws `InvalidGrant`.
   */
  async consume(id: string): Promise<void> {
    const isConsumed = await consumePayload(this.dataSource, {
      kind: this.kind,
      id,
      grace: this.graceSeconds,
    });
    if (!isConsumed) {
      throw new errors.InvalidGrant(`${this.kind} already used`);
    }
  }

  async destroy(id: string): Promise<void> {
    await this.rows.delete({ kind: this.kind, id });
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.rows.delete({ kind: this.kind, grantId });
  }

  private async findBy(
    column: 'id' | 'user_code' | 'uid',
    value: string,
  ): Promise<AdapterPayload | undefined> {
    const [row] = await this.dataSource.query<StoredPayload[]>(
      `select payload, coalesce(consumed_at <= now() - make_interval(secs => $3), false) as is_consumed,
              extract(epoch from expires_at - now())::float8 as seconds_left
       from oidc_payload
       where kind = $1 and ${column} = $2 and (expires_at is null or expires_at > now())
       limit 1`,
      [this.kind, value, this.graceSeconds],
    );
    return row && currentPayload(row);
  }
}

interface PayloadToConsume {
  kind: string;
  id: string;
  /** How many seconds after its first use it may be used again. */
  grace: number;
}

/** False if it is used up or does not exist. Only the database's clock decides when the grace period ends. */
async function consumePayload(
  dataSource: DataSource,
  { kind, id, grace }: PayloadToConsume,
): Promise<boolean> {
  const rows = await dataSource.query<unknown[]>(
    `with consumed as (
       update oidc_payload set consumed_at = coalesce(consumed_at, now())
       where kind = $1 and id = $2 and (consumed_at is null or consumed_at > now() - make_interval(secs => $3))
       returning id
     ) select id from consumed`,
    [kind, id, grace],
  );
  return rows.length === 1;
}

interface StoredPayload {
  payload: AdapterPayload;
  is_consumed: boolean;
  /** Seconds until it expires, by the database's clock; null if it never expires. */
  seconds_left: number | null;
}

/** The payload as the provider expects it. */
const currentPayload = (row: StoredPayload): AdapterPayload => {
  const payload = byOwnClock(row);
  return row.is_consumed ? { ...payload, consumed: true } : payload;
};

const times = ['exp', 'iat', 'iiat', 'nbf', 'loginTs', 'authTime'];

/**
 * Shifts the times in a payload, which another machine may have written, to this machine's clock, with which the
 * provider compares them. The remaining lifetime is the one by the database's clock.
 */
function byOwnClock({ payload, seconds_left: secondsLeft }: StoredPayload): AdapterPayload {
  if (secondsLeft === null || payload.exp === undefined) {
    return payload;
  }
  const shift = Math.round(Date.now() / 1000 + secondsLeft) - payload.exp;
  // Times are whole seconds, so smaller shifts are rounding.
  if (Math.abs(shift) < 2) {
    return payload;
  }
  const moved = Object.entries(payload).flatMap(([name, value]) =>
    times.includes(name) && typeof value === 'number' ? [[name, value + shift] as const] : [],
  );
  return { ...payload, ...Object.fromEntries(moved) };
}

interface PayloadToStore {
  kind: string;
  id: string;
  payload: AdapterPayload;
  /** In seconds; undefined if it never expires. */
  expiresIn: number | undefined;
}

/** Inserts or updates a payload. A consumed one stays consumed. */
async function upsertPayload(dataSource: DataSource, row: PayloadToStore): Promise<void> {
  const { kind, id, payload, expiresIn } = row;
  await dataSource.query(
    `insert into oidc_payload (kind, id, payload, account_id, grant_id, user_code, uid, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8))
     on conflict (kind, id) do update set
       payload = excluded.payload, account_id = excluded.account_id, grant_id = excluded.grant_id,
       user_code = excluded.user_code, uid = excluded.uid, expires_at = excluded.expires_at`,
    [
      kind,
      id,
      JSON.stringify(payload),
      payload.accountId,
      payload.grantId,
      payload.userCode,
      payload.uid,
      expiresIn,
    ],
  );
}
