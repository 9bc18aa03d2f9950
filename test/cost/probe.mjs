import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * Loaded before the program. Reports over IPC the process's CPU time and its longest turn of the event loop. It forces
 * no garbage collection: V8 would lower its limit and collect again in the middle of the next large request.
 */
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
let since = process.cpuUsage();

process.on('message', (message) => {
  if (message === 'reset') {
    delay.reset();
    since = process.cpuUsage();
    process.send({ cpuMs: 0, turnMs: 0, rssMiB: process.memoryUsage.rss() / 2 ** 20 });
  } else {
    const { user, system } = process.cpuUsage(since);
    process.send({
      cpuMs: (user + system) / 1000,
      turnMs: delay.max / 1e6,
      rssMiB: process.memoryUsage.rss() / 2 ** 20,
    });
  }
});
process.channel?.unref();
