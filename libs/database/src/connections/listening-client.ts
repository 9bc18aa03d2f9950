import { Client, type ClientConfig } from 'pg';
import { StatementGroup } from './statement-group.js';

/** What `pg` has in its JavaScript, but not in its types. test/isolation/round-trips.spec.ts needs it. */
interface Internals {
  _getActiveQuery(): unknown;
  _handleParseComplete(): void;
}

/**
 * A connection of the service, which takes groups of statements. It keeps an error listener for its whole life. The pool and TypeORM each remove their own when the
 * other takes over. Without this one, a connection that is cut in between would raise an error without a listener,
 * which ends the process. The next query on the connection then fails.
 */
export class ListeningClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }

  /** `pg` expects that a query has one statement. */
  _handleParseComplete(): void {
    const internals = this as unknown as Internals;
    const query = internals._getActiveQuery();
    if (query instanceof StatementGroup) query.handleParseComplete();
    else (Client.prototype as unknown as Internals)._handleParseComplete.call(this);
  }
}
