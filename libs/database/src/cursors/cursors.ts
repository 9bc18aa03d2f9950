import { Injectable } from '@nestjs/common';
import { DEFAULT_LIMIT, ListCursors, type ListQuery, type Page, toPage } from '#libs/common';
import { TenantContext } from '#libs/tenancy';
import { CursorKeys } from './cursor-keys.js';

/** Owner of platform lists. No tenant has this id. */
const PLATFORM = 'the platform';

/** How a list is read page by page: by a key that orders its rows and never changes. */
export interface Keyset<Row, T> {
  /**
   * @param after key of the previous page's last row
   * @param take rows to read: one more than a page may have
   */
  read(after: string | undefined, take: number): Promise<Row[]>;
  keyOf(row: Row): string;
  view(row: Row): T;
}

/**
 * Cursors of lists and ids in streams. Each tenant has its own keys, so that a cursor of another tenant opens nothing.
 */
@Injectable()
export class Cursors {
  constructor(
    private readonly keys: CursorKeys,
    private readonly context: TenantContext,
  ) {}

  /** Cursors of a list of the bound tenant. @param list its name, and what else distinguishes it, such as its order */
  of(...list: string[]): Promise<ListCursors> {
    return this.ownedBy(this.context.tenantId, list);
  }

  /** Cursors of a list of the platform, or of a person. */
  ofPlatform(...list: string[]): Promise<ListCursors> {
    return this.ownedBy(PLATFORM, list);
  }

  /** A page of a list of the bound tenant. @throws Problem `invalid_cursor` */
  async page<Row, T>(list: readonly string[], query: ListQuery, keyset: Keyset<Row, T>): Promise<Page<T>> {
    return pageOf(await this.of(...list), query, keyset);
  }

  /** A page of a list of the platform, or of a person. @throws Problem `invalid_cursor` */
  async pageOfPlatform<Row, T>(
    list: readonly string[],
    query: ListQuery,
    keyset: Keyset<Row, T>,
  ): Promise<Page<T>> {
    return pageOf(await this.ofPlatform(...list), query, keyset);
  }

  private async ownedBy(owner: string, list: readonly string[]): Promise<ListCursors> {
    return new ListCursors(await this.keys.ringOf(owner), [owner, ...list]);
  }
}

async function pageOf<Row, T>(
  cursors: ListCursors,
  { limit = DEFAULT_LIMIT, cursor }: ListQuery,
  { read, keyOf, view }: Keyset<Row, T>,
): Promise<Page<T>> {
  const after = cursors.open(cursor);
  return toPage(await read(after, limit + 1), limit, cursors, keyOf, view);
}
