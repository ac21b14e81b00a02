import sharp from 'sharp';

/** What nobody may read in a file that was scrubbed. */
export const PLACE = 'Secret place 52.5163';
/** See {@link PLACE}. */
export const DEVICE = 'Secret device 0815';

const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" aux:SerialNumber="${DEVICE}" photoshop:City="${PLACE}"/></rdf:RDF></x:xmpmeta>`;

/** A picture whose left half is red and whose right half is blue, in any format that sharp makes, which tells where and with what it was made. */
export const tellingPicture = (
  format: 'jpeg' | 'png' | 'webp' | 'tiff' | 'avif' | 'gif',
  orientation = 6,
): Promise<Buffer> => {
  const half = { width: 32, height: 48, channels: 3 as const };
  return sharp({ create: { width: 64, height: 48, channels: 3, background: 'red' } })
    .composite([{ input: { create: { ...half, background: 'blue' } }, left: 32, top: 0 }])
    .withMetadata({ orientation })
    .withIccProfile('p3')
    .withExifMerge({
      IFD0: { Make: DEVICE, Model: DEVICE, ImageDescription: PLACE },
      IFD2: { UserComment: PLACE, BodySerialNumber: DEVICE },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 58/1', GPSAreaInformation: PLACE },
    })
    .withXmp(XMP)
    .toFormat(format, format === 'webp' || format === 'avif' ? { lossless: true } : {})
    .toBuffer();
};

/** A box of an ISO base media file. */
export const box = (type: string, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.byteLength);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
};

const u32 = (...numbers: readonly number[]): Buffer =>
  Buffer.concat(
    numbers.map((number) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(number);
      return bytes;
    }),
  );

const track = (handler: string, offset: number, sizes: readonly number[]): Buffer =>
  box(
    'trak',
    box('tkhd', Buffer.alloc(84)),
    box(
      'mdia',
      box('hdlr', u32(0, 0), Buffer.from(handler), Buffer.alloc(13)),
      box(
        'minf',
        box(
          'stbl',
          box('stsz', u32(0, 0, sizes.length, ...sizes)),
          box('stsc', u32(0, 1, 1, 1, 1)),
          box(
            'stco',
            u32(0, sizes.length, ...sizes.map((_, index) => offset + sizes.slice(0, index).reduce((a, b) => a + b, 0))),
          ),
        ),
      ),
    ),
  );

/** The pictures of {@link tellingFilm}. */
export const FRAMES = Buffer.from('frame one frame two');

/** A film that tells in user data, metadata and a track of telemetry where and with what it was made. @param isIndexFirst - whether its index stands before its pictures. */
export const tellingFilm = (isIndexFirst: boolean): Buffer => {
  const begin = box('ftyp', Buffer.from('qt  '), u32(0), Buffer.from('qt  '));
  const telemetry = [Buffer.from(PLACE), Buffer.from(DEVICE)];
  const data = box('mdat', FRAMES, ...telemetry);
  const index = (offset: number): Buffer =>
    box(
      'moov',
      box('mvhd', Buffer.alloc(100)),
      track('vide', offset, [FRAMES.byteLength]),
      track(
        'meta',
        offset + FRAMES.byteLength,
        telemetry.map(({ byteLength }) => byteLength),
      ),
      box('udta', box('\u00a9xyz', Buffer.from(PLACE))),
      box('meta', box('keys', Buffer.from(DEVICE))),
    );
  const length = index(0).byteLength;
  const uuid = box('uuid', Buffer.from(`0123456789abcdef${PLACE}`));
  return isIndexFirst
    ? Buffer.concat([begin, index(begin.byteLength + length + 8), data, uuid])
    : Buffer.concat([begin, data, index(begin.byteLength + 8), uuid]);
};
