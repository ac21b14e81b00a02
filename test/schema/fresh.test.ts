import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

test.each(['schema/compose.ts', 'schema/codegen.ts', 'scripts/rules.ts'])(
  '%s --check finds what is checked in fresh',
  async (file) => {
    await expect(run(process.execPath, [file, '--check'], { cwd: root })).resolves.toMatchObject({ stderr: '' });
  },
);
