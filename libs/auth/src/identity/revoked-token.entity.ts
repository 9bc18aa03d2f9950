import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Stamped } from '#libs/database';
import { ServiceClient } from './service-client.entity.js';

/** An access token of a service that was revoked before it expired. The row is removed after the token expires. */
@Entity('revoked_tokens')
@Stamped({ columns: ['client_id'], names: ({ client_id }) => [`client:${client_id}`], on: ['insert'] })
@Index('revoked_tokens_client', ['clientId'])
@Index('revoked_tokens_end', ['expiresAt'])
export class RevokedToken {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'revoked_tokens_pkey' })
  jti: string;

  @Column({ name: 'client_id', type: 'uuid' })
  clientId: string;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  @ManyToOne(() => ServiceClient, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'client_id', foreignKeyConstraintName: 'revoked_tokens_client_fkey' })
  client?: Relation<ServiceClient>;
}
