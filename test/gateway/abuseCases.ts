import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';

/*
 * What is sent to do harm, and how each must be refused: in tests by what the gateway does not do then, in `npm run prove` by the processor time that it costs.
 */

const many = (count: number, part: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => part(n)).join(' ');

/** How many fragments of a document spread each other. */
export const FRAGMENTS = 100;
/** Fragments that spread each other: they amount to 2 to the power of their number. */
export const bomb = (inside: string): string =>
  `${many(FRAGMENTS, (n) => `fragment f${n} on Section { ...f${n + 1} ...f${n + 1} }`)} fragment f${FRAGMENTS} on Section { ${inside} }`;
const chain = (count: number, spread: (n: number) => string): string =>
  `{ section(id: "a") { ${spread(0)} } } ${many(count, (n) => `fragment d${n} on Section { parent { ${spread(n + 1)} } }`)} fragment d${count} on Section { id }`;

/** Documents, and the code by which each is refused before anything is planned; they may use `$yes`, a boolean. */
export const abusiveDocuments: readonly (readonly [name: string, query: string, code: string])[] = [
  ['20 000 aliases', `{ ${many(20_000, (n) => `a${n}: __typename`)} }`, 'LIMIT_TOKENS'],
  ['as many aliases as its tokens allow', `{ viewer { ${many(600, (n) => `a${n}: id`)} } }`, 'LIMIT_ALIASES'],
  ['aliases through fragments', `{ section(id: "a") { ...f0 } } ${bomb('x: id')}`, 'LIMIT_ALIASES'],
  ['objects through fragments', `{ section(id: "a") { ...f0 } } ${bomb('parent { id }')}`, 'LIMIT_COST'],
  [
    'a list in each of its fragments',
    `{ section(id: "a") { ...f0 } } ${bomb('content { edges { cursor } }')}`,
    'LIMIT_COST',
  ],
  ['depth', `{ section(id: "a") ${'{ parent '.repeat(40)}{ id }${' }'.repeat(41)}`, 'LIMIT_DEPTH'],
  ['depth through fragments', chain(40, (n) => `...d${n}`), 'LIMIT_DEPTH'],
  ['depth through fragments in fragments without a type', chain(40, (n) => `... { ... { ...d${n} } }`), 'LIMIT_DEPTH'],
  [
    'depth through fragments that a variable may leave out',
    `query ($yes: Boolean!) ${chain(40, (n) => `... on Section @include(if: $yes) { ...d${n} }`)}`,
    'LIMIT_DEPTH',
  ],
  [
    'fragments in fragments without end',
    '{ section(id: "a") { ...a } } fragment a on Section { parent { ...b } } fragment b on Section { parent { ...a } }',
    'VALIDATION',
  ],
  [
    '10 000 fields at the top by fragments',
    `{ ${many(100, () => '...f')} } fragment f on Query { ${many(100, (n) => `a${n}: __typename`)} }`,
    'LIMIT_ALIASES',
  ],
  [
    '10 000 fields at the top by fragments, without aliases',
    `{ ${many(100, () => '...f')} } fragment f on Query { ${many(100, () => '__typename')} }`,
    'LIMIT_ROOT_FIELDS',
  ],
  [
    'a list as long as a number can say',
    '{ latestContent(first: 2147483647) { edges { node { id } } } }',
    'LIMIT_COST',
  ],
  [
    'lists in lists',
    '{ latestContent(first: 100) { edges { node { related(first: 20) { related(first: 20) { id } } } } } }',
    'LIMIT_COST',
  ],
  [
    'values nested a thousandfold',
    `{ search(filter: ${'['.repeat(1_000)}${']'.repeat(1_000)}) { totalCount } }`,
    'LIMIT_TOKENS',
  ],
];

/** What {@link abusiveVariables} are sent with. */
export const VARIABLES_QUERY = 'query ($ids: [ID!]) { search(filter: { tags: $ids }) { totalCount } }';
/** Values of `$ids` in JSON, each too many: 400 before they are held against the operation. */
export const abusiveVariables: readonly (readonly [name: string, ids: string])[] = [
  ['a list of 100 000 values', `[${many(100_000, () => '"a",')}"a"]`],
  ['lists in lists, 100 000 deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['an object of 20 000 fields', `{${many(20_000, (n) => `"${n}":0,`)}"a":0}`],
];

/** Encodings in which no body is taken: 415. */
export const ENCODINGS = ['gzip', 'deflate', 'br', 'gzip, gzip'] as const;
/** 10 MB that are small on their way. */
export const packed = (): Buffer<ArrayBuffer> => gzipSync(Buffer.alloc(10_000_000, ' '));

const MEGABYTE = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000, ' '), Buffer.from('\r\n')]);

/** Sends a body of 100 MB in chunks, whatever is said meanwhile, until it is cut off; what is said must begin with 413. */
export const sendInChunks = async (
  port: number,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly heard: string; readonly megabytes: number }> => {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  let heard = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    heard += chunk;
  });
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST /graphql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n${head.join('')}\r\n`);
  let megabytes = 0;
  for (; megabytes < 100 && !socket.destroyed; megabytes += 1)
    if (!socket.write(MEGABYTE))
      await new Promise<void>((go) => {
        socket.once('drain', go).once('close', go);
      });
  socket.destroy();
  return { heard, megabytes };
};
