import { httpClients } from './http-load.js';
import { drive, type Client, type Job } from './job.js';
import { type OpenJob, type PreparedStream, prepareStreams } from './open-load.js';
import { sqlClients } from './sql-load.js';

/** The load generator in a process of its own: prepares a job, reports that, and runs it when told to. */
let prepared: { job: Job; clients: Client[] } | undefined;
let streams: PreparedStream[] | undefined;

process.once('disconnect', () => process.exit());
process.on('message', (message: { job?: Job | OpenJob }) => {
  (message.job ? prepare(message.job) : run()).then(
    (answer) => process.send!(answer),
    (error: unknown) => process.send!({ error: (error as Error).stack }),
  );
});

async function prepare(job: Job | OpenJob) {
  if (job.kind === 'open') {
    streams = await prepareStreams(job);
    return { prepared: true };
  }
  prepared = { job, clients: job.kind === 'http' ? await httpClients(job) : await sqlClients(job) };
  return { prepared: true };
}

async function run() {
  if (streams) {
    const start = performance.now();
    const results = await Promise.all(streams.map((stream) => stream.run(start)));
    streams = undefined;
    return { results };
  }
  const { job, clients } = prepared!;
  const result = await drive(clients, job);
  await Promise.all(clients.map((client) => client.close()));
  prepared = undefined;
  return { result };
}
