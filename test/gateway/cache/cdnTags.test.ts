import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCdnTags, MOST_NAMES } from '../../../gateway/cache/cdnTags.ts';
import { openKeeping } from './keeping.ts';

const SECRET = 'a secret that is long enough for everything';
const tags = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 200 });

describe('the names by which a CDN purges', () => {
  test('are at most fifty of an answer, and each of its tags finds it by one of two', () => {
    fc.assert(
      fc.property(tags, (made) => {
        const cdnTags = createCdnTags(SECRET);
        const names = cdnTags.headerOf(made).split(',');
        expect(names.length).toBeLessThanOrEqual(MOST_NAMES);
        for (const tag of made) expect(cdnTags.namesOf(tag).some((name) => names.includes(name))).toBe(true);
        expect(cdnTags.headerOf(made)).toBe(createCdnTags(SECRET).headerOf(made.toReversed()));
      }),
    );
  });

  test('find an answer with few tags by none but its own', () => {
    const cdnTags = createCdnTags(SECRET);
    const names = cdnTags.headerOf(['C#a', 'C#b']).split(',');
    expect(cdnTags.namesOf('C#c').some((name) => names.includes(name))).toBe(false);
  });

  test('tell nothing, and are others with another secret', () => {
    const [name, bucket] = createCdnTags(SECRET).namesOf('org:courier');
    expect([name, bucket]).toEqual([expect.stringMatching(/^[\w-]{16}$/), expect.stringMatching(/^b\d{1,2}$/)]);
    expect(createCdnTags(`${SECRET} `).namesOf('org:courier')[0]).not.toBe(name);
  });

  test('stand at what is kept and at nothing else, cold and warm, and only where there is a CDN', async () => {
    const cdnTags = createCdnTags(SECRET);
    const { get, kept } = openKeeping({ cdnTags });
    const story = '{ content(id: "a1") { headline } }';
    const cold = await get(story);
    await kept();
    const warm = await get(story);
    expect(cold.headers['cache-tag']?.split(',')).toEqual(
      expect.arrayContaining(['content', 'org:courier', 'all'].map((tag) => cdnTags.namesOf(tag)[0])),
    );
    expect(warm.headers).toMatchObject({ 'x-cache': 'hit', 'cache-tag': cold.headers['cache-tag'] });
    expect((await get('{ viewer { id } }')).headers['cache-tag']).toBeUndefined();
    expect((await openKeeping().get(story)).headers['cache-tag']).toBeUndefined();
  });
});
