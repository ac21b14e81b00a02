import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReplies, type Reply } from '../../../../../platform/cache/redis/reader/replies.ts';

const MOST_BYTES = 200_000;

const strings = fc.array(fc.option(fc.uint8Array({ maxLength: 300 })), { minLength: 1, maxLength: 4 });
const word = fc.stringMatching(/^[ -~]{0,40}$/);
type Written = Reply | { readonly kind: 'strings'; readonly strings: readonly (Uint8Array | null)[] };
const reply: fc.Arbitrary<Written> = fc.oneof(
  strings.map((all) => ({ kind: 'strings' as const, strings: all })),
  word.map((message) => ({ kind: 'error' as const, message })),
  fc.constant({ kind: 'status' as const }),
);

const bytesOf = (string: Uint8Array | null): Buffer =>
  string === null
    ? Buffer.from('$-1\r\n')
    : Buffer.concat([Buffer.from(`$${string.length}\r\n`), string, Buffer.from('\r\n')]);

/** As Redis writes it. */
const written = (one: Written): Buffer => {
  if (one.kind === 'status') return Buffer.from('+OK\r\n');
  if (one.kind === 'error') return Buffer.from(`-${one.message}\r\n`);
  return Buffer.concat([Buffer.from(`*${one.strings.length}\r\n`), ...one.strings.map(bytesOf)]);
};

const plain = (one: Written): unknown =>
  one.kind === 'strings' ? one.strings.map((string) => (string === null ? null : Buffer.from(string))) : one;

/** Lets bytes come in portions of these lengths, over and over. */
const readIn = (bytes: Buffer, lengths: readonly number[], mostBytes = MOST_BYTES): Reply[] => {
  const read: Reply[] = [];
  const replies = createReplies({
    mostBytes,
    take: (length) => Buffer.allocUnsafe(length),
    onReply: (one) => read.push(one),
  });
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const taken = bytes.copy(replies.portion, 0, at, at + (lengths[turn % lengths.length] ?? bytes.length));
    replies.take(taken);
    at += taken;
  }
  return read;
};

describe('replies of Redis', () => {
  it('are read as they were written, in whatever portions they come', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(reply, { maxLength: 8 }), lengths, (all, portions) => {
        const read = readIn(Buffer.concat(all.map(written)), portions);
        expect(read.map(plain)).toEqual(all.map(plain));
      }),
    );
  });

  it('are read that are longer than a portion', () => {
    const long = Buffer.alloc(MOST_BYTES, 'long');
    const all: Written[] = [{ kind: 'strings', strings: [long, null] }, { kind: 'status' }];
    expect(readIn(Buffer.concat(all.map(written)), [65_536]).map(plain)).toEqual(all.map(plain));
  });

  it('lay their strings in memory that later ones do not overwrite', () => {
    const all: Written[] = ['one', 'two', 'six'].map((text) => ({ kind: 'strings', strings: [Buffer.from(text)] }));
    expect(readIn(Buffer.concat(all.map(written)), [13]).map(plain)).toEqual(all.map(plain));
  });

  it('come empty where they are longer than allowed, and what follows is read', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(strings, lengths, (all, portions) => {
        const bytes = Buffer.concat([written({ kind: 'strings', strings: all }), written({ kind: 'status' })]);
        expect(readIn(bytes, portions, 20).map(plain)).toEqual([
          all.map((string) => (string && string.length <= 20 ? Buffer.from(string) : string && Buffer.alloc(0))),
          { kind: 'status' },
        ]);
      }),
    );
  });

  it.each([
    'HTTP/1.1 400 Bad Request\r\n',
    ':1\r\n',
    '$3\r\nabc\r\n',
    '*0\r\n',
    '*-1\r\n',
    '*17\r\n',
    '*1\r\n*1\r\n',
    '*1\r\n+OK\r\n',
    '*1\r\n$-2\r\n',
    '*1\r\n$\r\n',
    '*1\r\n$1x\r\n',
    '*1\r\n$99999999999999999999\r\n',
    '+OK\n',
    '\r\n',
    `+${'x'.repeat(2_000)}`,
  ])('end where nothing could be understood any more: %j', (bytes) => {
    expect(() => readIn(Buffer.from(bytes), [1_000])).toThrow('is no reply');
    expect(() => readIn(Buffer.from(bytes), [1])).toThrow('is no reply');
  });
});
