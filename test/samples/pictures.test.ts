import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { papers, readPaper, samples } from '../../scripts/samples/paper.ts';
import { draw, paint } from '../../scripts/samples/pictures.ts';

const folder = fileURLToPath(samples);

describe('the sample pictures', () => {
  it('are the same on every run', async () => {
    const paper = await readPaper('alpenblatt');
    const picture = paper.pictures.find(({ file }) => file.endsWith('alois-brandl.jpg'));
    if (!picture) throw new Error('alois-brandl.jpg is gone');
    expect((await paint(picture, paper)).equals(await paint(picture, paper))).toBe(true);
  });

  it.each(papers)('of %s can all be drawn, each different from the others', async (id) => {
    const painted = (await readPaper(id)).pictures.filter(({ scene }) => scene !== undefined);
    const drawings = painted.map(draw);
    expect(new Set(drawings).size).toBe(painted.length);
    expect(drawings.filter((svg) => /NaN|undefined/u.test(svg))).toEqual([]);
  });

  it.each(papers)('of %s lie in the repository at the size of a web picture', async (id) => {
    const measured = (await readPaper(id)).pictures
      .filter(({ scene }) => scene !== undefined)
      .map(async ({ file }) => {
        const path = join(folder, id, 'uploads', file);
        const [{ width, height }, { size }] = await Promise.all([sharp(path).metadata(), stat(path)]);
        return { file, longer: Math.max(width, height), size };
      });
    const unfit = (await Promise.all(measured)).filter(({ longer, size }) => longer < 1200 || size > 100_000);
    expect(unfit).toEqual([]);
  });

  it('carry their credit inside', async () => {
    const { exif, xmpAsString } = await sharp(join(folder, 'alpenblatt/uploads/2026/05/seehorn-abend.jpg')).metadata();
    expect(exif?.toString('latin1')).toContain('Jonas Weiss / Alpenblatt');
    expect(xmpAsString).toContain('photoshop:Credit="Jonas Weiß / Alpenblatt"');
  });

  it('and everything with them stay below three megabytes', async () => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const sizes = await Promise.all(
      entries
        .filter((entry) => entry.isFile())
        .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3_000_000);
  });
});
