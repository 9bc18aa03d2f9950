import { readdirSync, readFileSync } from 'node:fs';
import { type CitusNode, urlOn } from '../support/servers/citus.js';
import { asAdmin } from '../support/servers/database.js';

/** Clock ticks per second in /proc. */
const TICKS = 100;

/** Fields of /proc/<pid>/stat from the state on, without the name. */
function statOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number); // prettier-ignore
  } catch {
    return [];
  }
}

/** CPU seconds of a process so far, of its children, and of those of its children that have ended. */
export function cpuOf(pid: number): number {
  const [, , , , , , , , , , , user = 0, system = 0, childUser = 0, childSystem = 0] = statOf(pid);
  const children = readdirSync('/proc').map(Number).filter((each) => each && statOf(each)[1] === pid); // prettier-ignore
  const living = children.reduce((sum, each) => sum + (statOf(each)[11] ?? 0) + (statOf(each)[12] ?? 0), 0);
  return (user + system + childUser + childSystem + living) / TICKS;
}

/** The server's first process, if it runs on this machine. */
export async function serverOf(node: CitusNode): Promise<number> {
  const [{ pid }] = await asAdmin(
    urlOn(node, 'postgres'),
    async (admin) => (await admin.query(`SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid`)).rows, // prettier-ignore
  );
  return pid;
}
