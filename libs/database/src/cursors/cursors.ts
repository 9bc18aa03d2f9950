import { Injectable } from '@nestjs/common';
import { ListCursors } from '#libs/common';
import { TenantContext } from '#libs/tenancy';
import { CursorKeys } from './cursor-keys.js';

/** No tenant has this id. */
const PLATFORM = 'the platform';

/** Cursors of lists, and ids in streams: what they are sealed with is a tenant's own, so one of another tenant opens nothing. */
@Injectable()
export class Cursors {
  constructor(
    private readonly keys: CursorKeys,
    private readonly context: TenantContext,
  ) {}

  /** Of a list of the bound tenant. @param list its name, and what else makes it another list, such as its order */
  of(...list: string[]): Promise<ListCursors> {
    return this.ownedBy(this.context.tenantId, list);
  }

  /** Of a list of the platform, or of a person. */
  ofPlatform(...list: string[]): Promise<ListCursors> {
    return this.ownedBy(PLATFORM, list);
  }

  private async ownedBy(owner: string, list: readonly string[]): Promise<ListCursors> {
    return new ListCursors(await this.keys.ringOf(owner), [owner, ...list]);
  }
}
