import { Client, type ClientConfig } from 'pg';

/**
 * A connection with an error listener for life. The pool and TypeORM each take theirs off when the other takes over, and
 * between the two a connection that is cut would be an error without a listener, which ends the process. Whoever uses the
 * connection then is told by the query that fails.
 */
export class ListeningClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
