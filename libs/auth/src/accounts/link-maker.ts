import { Column } from 'typeorm';
import { may, type Principal } from '#libs/access';

/**
 * Who made a link, and the basis of the decision. The row keeps both, because a link is checked again when it is used.
 */
export abstract class MadeLink {
  @Column({ name: 'maker_user_id', type: 'bigint', nullable: true })
  makerUserId: string | null;

  @Column({ name: 'maker_client_id', type: 'uuid', nullable: true })
  makerClientId: string | null;

  /** API token that made it on behalf of its owner. */
  @Column({ name: 'maker_token_id', type: 'uuid', nullable: true })
  makerTokenId: string | null;

  /** Whether it was made with the rights of platform staff. */
  @Column({ name: 'maker_is_staff', type: 'boolean' })
  makerIsStaff: boolean;

  /** See `LinkJudge`. */
  @Column('text')
  basis: string;
}

export type LinkMaker = Omit<MadeLink, 'basis'>;

export const makerOf = ({ actor, ability }: Principal): LinkMaker => ({
  makerUserId: actor.userId ?? null,
  makerClientId: actor.clientId ?? null,
  makerTokenId: actor.kind === 'token' ? actor.id : null,
  makerIsStaff: actor.kind === 'user' && may(ability, 'tenants:write'),
});
