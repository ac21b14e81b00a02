import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const time = z.iso.datetime({ offset: true });
const person = z.strictObject({
  id: z.int(),
  login: z.string(),
  email: z.email(),
  name: z.string(),
  first: z.string(),
  last: z.string(),
});

const picture = z.strictObject({
  id: z.int(),
  file: z.string(),
  scene: z.string().optional(),
  palette: z.string().optional(),
  size: z.enum(['wide', 'photo', 'portrait', 'chart']),
  date: time,
  author: z.string(),
  parent: z.int().default(0),
  update: z.boolean().default(false),
  title: z.string(),
  alt: z.string(),
  caption: z.string(),
  credit: z.string(),
  keywords: z.array(z.string()),
});

const paper = z.strictObject({
  id: z.string(),
  name: z.string(),
  tagline: z.string(),
  site: z.url(),
  language: z.string(),
  wordpress: z.string(),
  permalinks: z.string(),
  exported: time,
  updated: time.optional(),
  authors: z.array(person),
  guests: z.array(person.extend({ about: z.string() })),
  categories: z.array(
    z.strictObject({
      id: z.int(),
      slug: z.string(),
      name: z.string(),
      parent: z.string().default(''),
      about: z.string().default(''),
    }),
  ),
  tags: z.array(z.strictObject({ id: z.int(), slug: z.string(), name: z.string() })),
  terms: z
    .array(
      z.strictObject({
        id: z.int(),
        taxonomy: z.string(),
        slug: z.string(),
        name: z.string(),
        translations: z.record(z.string(), z.int()).optional(),
      }),
    )
    .default([]),
  pictures: z.array(picture),
});

/** One newspaper: its people, sections, tags and pictures, as `samples/source/<id>/paper.json` says. */
export type Paper = z.infer<typeof paper>;

/** One picture; without a `scene` it is listed in the export but its file is not there. */
export type Picture = z.infer<typeof picture>;

/** The newspapers there are. */
export const papers = ['harbour-courier', 'alpenblatt'] as const;

/** The folder that holds the samples. */
export const samples = new URL('../../samples/', import.meta.url);

/**
 * Reads one newspaper's description.
 * @throws a ZodError that names every field that is wrong
 */
export async function readPaper(id: string): Promise<Paper> {
  return paper.parse(JSON.parse(await readFile(new URL(`source/${id}/paper.json`, samples), 'utf8')));
}
