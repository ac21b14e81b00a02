/** A process of crash.test.ts: puts objects, several at once, and tells of each when it was acknowledged, until it is killed. */
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createFileObjects } from '../../../platform/objects/files.ts';

const [root = '', round = ''] = process.argv.slice(2);
const objects = createFileObjects({ root, baseUrl: 'http://localhost', secret: 'a secret of a test', now: Date.now });
await objects.prepare();

async function write(lane: number): Promise<never> {
  for (let n = 0; ; n += 1) {
    const key = `round-${round}/${lane}/${n % 50}`;
    const chunks = Array.from({ length: 4 }, () => randomBytes(20_000));
    await objects.put(key, Readable.from(chunks), { contentType: 'image/png', ifAbsent: n < 50 });
    // Not through the stream of stdout, whose buffer would die with the process.
    writeSync(1, `${key}\n`);
  }
}

await Promise.all([write(0), write(1), write(2)]);
