import { request } from 'undici';
import type { BenchQuery } from './queries.ts';
import type { Variant } from './variants.ts';

/** What came back, whole, and its data alone. */
interface Answer {
  readonly text: string;
  readonly data: string;
}

const dataOf = (text: string): object | undefined => {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null || 'errors' in parsed || !('data' in parsed)) return undefined;
  return typeof parsed.data === 'object' && parsed.data !== null ? parsed.data : undefined;
};

/** Asks a variant. @throws where it answers with errors, or without data. */
export const ask = async ({ name, origin, headers }: Variant, body: string): Promise<Answer> => {
  const response = await request(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const text = await response.body.text();
  const data = response.statusCode === 200 ? dataOf(text) : undefined;
  if (!data) throw new Error(`${name} answered ${response.statusCode}: ${text.slice(0, 500)}`);
  return { text, data: JSON.stringify(data) };
};

/** A request with what each variant answers to it: the same data, byte for byte; around it may stand a line's end. */
export interface Agreed {
  readonly body: string;
  readonly texts: ReadonlyMap<string, string>;
}

const firstDifference = (one: string, other: string): number => {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
};

/** Asks all variants the same. @throws where two answers differ, showing where. */
export const agree = async (
  variants: readonly [Variant, ...Variant[]],
  { document, variables }: BenchQuery,
  first: number,
): Promise<Agreed[]> => {
  const agreed: Agreed[] = [];
  const [model, ...others] = variants;
  for (const values of variables(first)) {
    const body = JSON.stringify({ query: document, variables: values });
    const { text, data } = await ask(model, body);
    const texts = new Map([[model.name, text]]);
    for (const variant of others) {
      const answer = await ask(variant, body);
      if (answer.data !== data) {
        const at = firstDifference(answer.data, data);
        const around = (whole: string): string => whole.slice(Math.max(0, at - 80), at + 80);
        throw new Error(`${variant.name} says …${around(answer.data)}… where ${model.name} says …${around(data)}…`);
      }
      texts.set(variant.name, answer.text);
    }
    agreed.push({ body, texts });
  }
  return agreed;
};
