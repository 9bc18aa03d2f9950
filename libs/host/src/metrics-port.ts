import { createServer, type Server } from 'node:http';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Config, ConfigError } from '#libs/common';
import { AllMetrics } from './all-metrics.js';
import { METRICS_FORMAT } from './metrics-exporter.js';

/** Always loopback, because metrics on this port need no token. */
const HOST = '127.0.0.1';
/** Timeout of a request. Milliseconds. */
const REQUEST_TIMEOUT_MS = 5_000;

/** `/metrics` on a port of its own (METRICS_PORT), for a Prometheus on the same machine. */
@Injectable()
export class MetricsPort implements OnApplicationBootstrap, OnApplicationShutdown {
  private server?: Server;

  constructor(
    private readonly config: Config,
    private readonly metrics: AllMetrics,
  ) {}

  /** @throws ConfigError if the port is taken */
  async onApplicationBootstrap(): Promise<void> {
    const { METRICS_PORT } = this.config;
    if (METRICS_PORT === undefined) return;
    const server = createServer(
      { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS },
      (request, response) => {
        const asked = request.method === 'GET' && (request.url ?? '').split('?', 1)[0] === '/metrics';
        if (!asked) return void response.writeHead(404).end();
        this.metrics.text().then(
          (text) =>
            response
              .writeHead(200, { 'content-type': METRICS_FORMAT, 'cache-control': 'no-store' })
              .end(text),
          () => response.writeHead(500).end(),
        );
      },
    );
    await new Promise<void>((resolve, reject) => {
      const refuse = () =>
        reject(new ConfigError(`METRICS_PORT: ${HOST}:${METRICS_PORT} is in use; choose another port`));
      server.once('error', refuse).listen(METRICS_PORT, HOST, resolve);
    });
    this.server = server;
  }

  onApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }
}
