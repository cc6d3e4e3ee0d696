import { errors, type Adapter, type AdapterPayload } from 'oidc-provider';
import { IsNull, type DataSource, type FindOptionsWhere } from 'typeorm';
import { OidcPayload } from '../sessions/oidc-payload.entity.js';

/** What was typed into an address or a form may hold NUL, which PostgreSQL does not take. Nothing has such an id. */
export const isStorable = (id: string): boolean => !id.includes('\0');

/** Keeps one kind of what the provider stores (sessions, grants, codes, refresh tokens ...) in the table `oidc_payload`. */
export class StoredPayloads implements Adapter {
  private readonly rows;

  constructor(
    private readonly kind: string,
    private readonly dataSource: DataSource,
  ) {
    this.rows = dataSource.getRepository(OidcPayload);
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    await upsertPayload(this.dataSource, { kind: this.kind, id, payload, expiresIn });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    return isStorable(id) ? this.findBy({ id }) : undefined;
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return isStorable(userCode) ? this.findBy({ userCode }) : undefined;
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.findBy({ uid });
  }

  /**
   * Uses up a code or a refresh token. Of two requests with the same one at the same time only one gets through:
   * the provider itself looks first and consumes later.
   */
  async consume(id: string): Promise<void> {
    const unused = { kind: this.kind, id, consumedAt: IsNull() };
    const { affected } = await this.rows.update(unused, { consumedAt: new Date() });
    if (affected !== 1) {
      throw new errors.InvalidGrant(`${this.kind} already used`);
    }
  }

  async destroy(id: string): Promise<void> {
    await this.rows.delete({ kind: this.kind, id });
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.rows.delete({ kind: this.kind, grantId });
  }

  private async findBy(key: FindOptionsWhere<OidcPayload>): Promise<AdapterPayload | undefined> {
    const row = await this.rows.findOneBy({ kind: this.kind, ...key });
    return row?.current(new Date());
  }
}

interface PayloadToStore {
  kind: string;
  id: string;
  payload: AdapterPayload;
  /** In seconds; never when left out. */
  expiresIn: number | undefined;
}

/** What was used up stays used up. */
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
