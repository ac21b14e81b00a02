/**
 * Installs what package-lock.json names, if that has not been done: npm runs this before `start` and `test`. Plain JavaScript without
 * dependencies, since it runs before there are any, on whatever Node (20 or newer) started npm. What it installs brings the Node 24 that
 * everything else runs on.
 *
 * Exit code 0: node_modules is as the lock says. 1: it is not, and one line says why.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, linkSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, join, sep } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 20;
const WINDOWS = process.platform === 'win32';
const root = realpathSync(fileURLToPath(new URL('..', import.meta.url)));
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.masthead-setup');
const nodeFile = join(modules, 'node', 'bin', WINDOWS ? 'node.exe' : 'node');

class Stop extends Error {}

const say = (line) => process.stdout.write(`${line}\n`);
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

const textOf = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

const readLock = () => {
  try {
    const bytes = readFileSync(join(root, 'package-lock.json'));
    const { packages } = JSON.parse(bytes.toString());
    return { stamp: `${sha256(bytes)}\n`, packages, node: packages['node_modules/node'].version };
  } catch (error) {
    throw new Stop(`package-lock.json cannot be read (${error.message}): is this a whole checkout?`);
  }
};

/** Whether this has installed exactly that; cheap, for every start. An installation begins by removing the stamp. */
const isDone = ({ stamp }) => {
  return textOf(stampFile) === stamp && existsSync(nodeFile);
};

/** Whether someone else's `npm install` has left exactly that: what npm wrote down at its end names the same packages, and they are there. */
const isInstalled = ({ packages }) => {
  try {
    const hidden = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages;
    return Object.entries(packages).every(([path, wanted]) => {
      if (path === '') return true;
      const found = hidden[path];
      if (found === undefined) return wanted.optional === true;
      return found.integrity === wanted.integrity && existsSync(join(root, path, 'package.json'));
    });
  } catch {
    return false;
  }
};

const run = (command, args, env = process.env) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: WINDOWS && command.endsWith('.cmd'),
    });
    let output = '';
    const hear = (bytes) => {
      output = (output + bytes).slice(-20_000);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    // Whoever ends this ends the installation with it; the next one heals what is left.
    const end = (signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, end);
      resolve({ code: code ?? 1, signal, output });
    });
  });

const isOurs = (file) => {
  try {
    return realpathSync(file).startsWith(modules + sep);
  } catch {
    return true;
  }
};

/** A Node that the installation does not remove while it runs: the one that runs npm, this one, or the first on the path. */
const outsideNode = () => {
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, WINDOWS ? 'node.exe' : 'node'));
  return (
    [process.env.npm_node_execpath, process.execPath, ...onPath].find((file) => file && !isOurs(file)) ??
    process.execPath
  );
};

const npm = () => {
  const script = process.env.npm_execpath;
  if (script && /^npm[-.\w]*\.c?js$/.test(basename(script))) return { command: outsideNode(), first: [script] };
  return { command: WINDOWS ? 'npm.cmd' : 'npm', first: [] };
};

const checkNode = async (lock) => {
  const wanted = `v${lock.node}`;
  const { output } = await run(nodeFile, ['--version']).catch((error) => ({ output: error.message }));
  if (output.trim() === wanted) return;
  throw new Stop(
    `npm has not installed Node ${wanted} (${nodeFile}: ${output.trim().split('\n')[0]}). Its install script must be allowed to run: look at "npm config get ignore-scripts".`,
  );
};

const install = async (lock) => {
  const began = performance.now();
  say('Installing the packages (npm ci); this is done once and takes a few minutes.');
  rmSync(stampFile, { force: true });
  const { command, first } = npm();
  const ended = await run(command, [
    ...first,
    'ci',
    '--include=dev',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]).catch((error) => ({
    code: 1,
    output: error.message,
  }));
  if (ended.signal) throw new Stop(`npm ci was stopped by ${ended.signal}; the next start begins anew.`);
  if (ended.code !== 0) {
    process.stderr.write(`${ended.output.trimEnd()}\n`);
    throw new Stop(`npm ci failed with exit code ${ended.code}: its own words stand above. Mend that and start again.`);
  }
  await checkNode(lock);
  writeFileSync(stampFile, lock.stamp);
  say(`Installed in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
};

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** Removes a lock whose holder is dead; one that another has just taken in its place is put back. */
const breakLock = (file, holder) => {
  const aside = `${file}.${process.pid}.aside`;
  try {
    renameSync(file, aside);
    if (textOf(aside) !== holder) linkSync(aside, file);
  } catch {
    // Another was faster.
  }
  rmSync(aside, { force: true });
};

/** One installation at a time. Outside the folder, since npm ci empties node_modules. */
const withLock = async (task) => {
  const file = join(tmpdir(), `masthead-setup-${sha256(root).slice(0, 16)}.lock`);
  const own = `${file}.${process.pid}`;
  writeFileSync(own, `${process.pid}`);
  for (let told = false; ; ) {
    try {
      // Made whole and named at once: nobody ever reads a lock that does not say whose it is.
      linkSync(own, file);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw new Stop(`${file} cannot be written: ${error.message}`);
    }
    const holder = textOf(file);
    const pid = Number(holder);
    if (pid > 0 && !isAlive(pid)) breakLock(file, holder);
    else {
      if (!told && pid > 0) say(`Waiting for process ${pid}, which is installing. (If it is not: remove ${file}.)`);
      told ||= pid > 0;
      await pause(100);
    }
  }
  rmSync(own, { force: true });
  try {
    return await task();
  } finally {
    rmSync(file, { force: true });
  }
};

const main = async () => {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    throw new Stop(
      `Masthead needs Node ${OLDEST_NODE} or newer to install itself; this is Node ${process.versions.node}. See https://nodejs.org.`,
    );
  }
  if (isDone(readLock())) return;
  await withLock(async () => {
    const lock = readLock();
    if (isDone(lock)) return;
    if (isInstalled(lock) && existsSync(nodeFile)) {
      await checkNode(lock);
      writeFileSync(stampFile, lock.stamp);
    } else await install(lock);
  });
};

try {
  await main();
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
