import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AdapterPayload } from 'oidc-provider';

/** An object stored by the OpenID provider: a session, a grant, a code, a refresh token ... */
@Entity('oidc_payload')
export class OidcPayload {
  @PrimaryColumn('text')
  kind: string;

  @PrimaryColumn('text')
  id: string;

  @Column('jsonb')
  payload: AdapterPayload;

  /** The person it belongs to, if any. */
  @Column({ name: 'account_id', type: 'text', nullable: true })
  accountId: string | null;

  @Column({ name: 'grant_id', type: 'text', nullable: true })
  grantId: string | null;

  @Column({ name: 'user_code', type: 'text', nullable: true })
  userCode: string | null;

  @Column({ type: 'text', nullable: true })
  uid: string | null;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt: Date | null;

  @Column({ name: 'consumed_at', type: 'timestamptz', nullable: true })
  consumedAt: Date | null;
}
