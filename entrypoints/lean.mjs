/**
 * Starts an entry point in as little memory as it needs: `node entrypoints/lean.mjs entrypoints/gateway.ts`. What decides on it is read as a process
 * begins, so this one becomes the other; it has the same id, and nothing stays of this. Plain JavaScript, since what reads TypeScript would be loaded for it.
 *
 * `lean.json` says with what: Node's flags, and variables, of which those that are set already stay as they are.
 * - `--max-semi-space-size=8`: what requests leave behind is collected after 8 MB of it. Node's own bound goes by the machine's memory, 32 MB and more,
 *   of which a process holds twice as much.
 * - `--heap-growing-percent=20`: what outlived that is collected once it has grown by a fifth, not to several times of what lives. At a tenth what is answered from the cache holds no less,
 *   and what is executed takes a tenth to a fifth more processor time.
 * - `--no-sparkplug`: what runs often is compiled by the compilers that come after; the code of the first one takes memory, and saves time in a process's first second alone.
 * - `MALLOC_…`: what is freed goes back to the system, and all threads have one heap. The C library of most Linux systems gives each thread one of its own, and keeps
 *   what was freed in all of them.
 * - Modules are kept compiled, and TypeScript as JavaScript, from one start to the next: the WebAssembly that reads TypeScript is loaded by the first start alone,
 *   and by one with other flags or sources, which then begins again without it (`beginAgain.ts`).
 *
 * Where a process cannot become another (Windows), it starts the entry point itself, without all that.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const { flags, environment } = JSON.parse(readFileSync(new URL('lean.json', import.meta.url), 'utf8'));
const [node, , entry, ...args] = process.argv;

if (entry === undefined) {
  process.stderr.write('Say what is to be started: node entrypoints/lean.mjs entrypoints/start.ts\n');
  process.exitCode = 1;
} else if (process.execve && process.platform !== 'win32') {
  process.execve(node, [node, ...flags, ...process.execArgv, entry, ...args], {
    NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/masthead/', import.meta.url)),
    ...environment,
    ...process.env,
  });
} else {
  process.argv = [node, resolve(entry), ...args];
  await import(pathToFileURL(resolve(entry)).href);
}
