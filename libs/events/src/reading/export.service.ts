import { AsyncResource } from 'node:async_hooks';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CredentialRecheck } from '#libs/auth';
import { Problem, Reply } from '#libs/common';
import { EventReader, PageSize } from './event-reader.js';
import type { ExportQuery } from './export.dto.js';
import { type ExportFormat, exportHeaders, formatFor } from './export-format.js';

/**
 * Exports any number of events in storage order, page by page as the reader takes them: one page in memory, one short
 * transaction each, nothing held open in between. It has everything that was committed when the export began, each
 * event once.
 */
@Injectable()
export class ExportService {
  constructor(
    private readonly reader: EventReader,
    private readonly recheck: CredentialRecheck,
  ) {}

  /**
   * @throws Problem before the answer has begun; later an error cuts the connection, which shows the reader that events
   * are missing
   */
  async export(request: FastifyRequest, query: ExportQuery): Promise<Reply> {
    const format = formatFor(request.headers.accept);
    // The socket pulls the answer, outside the request's context. The binding gives `next` the tenant.
    const pages = this.pages(query, format);
    const next = AsyncResource.bind(() => pages.next());
    const first = await next();
    // The guards checked the credential when the request began, but an export may run for hours. A status can no longer
    // be sent then, so the connection is cut, which shows that events are missing.
    const watch = this.recheck.watch(request, 'events:read');
    watch.withdrawn.addEventListener('abort', () => request.socket.destroy());
    const texts = async function* () {
      try {
        if (format.head) yield format.head;
        for (let page = first; !page.done; page = await next()) if (page.value) yield page.value;
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        request.socket.destroy();
      } finally {
        watch.end();
      }
    };
    return new Reply(Readable.from(texts(), { highWaterMark: 1 }), exportHeaders(format), 200);
  }

  private async *pages(
    { after_position = 0, ...filters }: ExportQuery,
    { line }: ExportFormat,
  ): AsyncGenerator<string, void> {
    const size = new PageSize();
    const upTo = await this.reader.last();
    for (let after = String(after_position); after !== upTo;) {
      const page = await this.reader.page(filters, { after, upTo }, size.rows);
      size.note(page);
      after = page.reached;
      if (page.rows.length || after === upTo) yield page.rows.map(line).join('');
    }
  }
}
