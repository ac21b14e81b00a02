import type { ZodType } from 'zod';
import { z } from 'zod';
import { line, text } from '../../inputFields.ts';
import type { Term } from '../record.ts';
import { idInput } from './blocks.ts';
import { slug } from './fields.ts';

/** What a section, tag or contributor says, whole. */
export interface TermInput {
  readonly name: string;
  readonly slug?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly parent?: string | null | undefined;
}

const LONGEST_NAME = 200;
const LONGEST_DESCRIPTION = 2_000;

const name = line(LONGEST_NAME);
const description = text(LONGEST_DESCRIPTION).nullish();

/** The input of each kind, as its mutation takes it. */
export const termInputs: Readonly<Record<Term['kind'], ZodType<TermInput>>> = {
  section: z
    .object({ section: z.object({ name, slug: slug.nullish(), description, parent: idInput.nullish() }) })
    .transform(({ section }) => section),
  tag: z.object({ tag: z.object({ name, slug: slug.nullish(), description }) }).transform(({ tag }) => tag),
  contributor: z
    .object({ contributor: z.object({ name, slug: slug.nullish(), biography: description }) })
    .transform(({ contributor: { biography, ...rest } }) => ({ ...rest, description: biography })),
};
