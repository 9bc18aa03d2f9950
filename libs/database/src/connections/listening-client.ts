import { Client, type ClientConfig } from 'pg';

/**
 * A connection that keeps an error listener for its whole life. The pool and TypeORM each remove their own when the
 * other takes over. Without this one, a connection that is cut in between would raise an error without a listener,
 * which ends the process. The next query on the connection then fails.
 */
export class ListeningClient extends Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
