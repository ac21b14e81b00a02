import { expect, it, vi } from 'vitest';
import { createCdnTags } from '../../gateway/cache/cdnTags.ts';
import { serveCanned } from '../platform/objects/cannedServer.ts';
import { asset, idOf } from '../support/builders.ts';
import { openHouse } from './house.ts';
import { temporaryFolder } from './masthead.ts';

const SECRET = '0123456789abcdef0123456789abcdef';

it('a process that follows the feed tells the CDN of an asset that comes down, as part of the same change', async () => {
  await using folder = await temporaryFolder();
  await using cdn = await serveCanned({ status: 503 }, { status: 204 });
  await using house = await openHouse({
    DATA_DIR: folder.path,
    EDGE: 'http',
    EDGE_PURGE_URL: cdn.endpoint,
    EDGE_PURGE_SECRET: SECRET,
    CDN_TAG_SECRET: SECRET,
  });
  const { mediaStore } = house.services;
  const stop = new AbortController();
  const following = house.services.consume('follow', stop.signal);
  const saving = { author: 'ann', at: new Date().toISOString() };
  const media = asset('quay', { pubStatus: 'WITHHELD' });
  expect(await mediaStore.save({ media, ...saving }, undefined)).toMatchObject({ outcome: 'saved' });
  const [name] = createCdnTags(SECRET).namesOf(`M#${idOf('quay')}`);
  // What it did not take at first is sent again.
  await vi.waitUntil(() => cdn.asked.filter(({ body }) => body.includes(name)).length >= 2, { timeout: 30_000 });
  stop.abort();
  await following;
});
