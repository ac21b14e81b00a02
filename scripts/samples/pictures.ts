/**
 * Paints the pictures of the sample newspapers: `node scripts/samples/pictures.ts [NAME…]`.
 * The same source and the same version of sharp give the same bytes. With names (`night-ferry`), only those are painted.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import sharp from 'sharp';
import { page, type Scene, seeded } from './draw.ts';
import { palettes } from './palettes.ts';
import { type Paper, type Picture, papers, readPaper, samples } from './paper.ts';
import * as alps from './scenes/alps.ts';
import * as coast from './scenes/coast.ts';
import * as evening from './scenes/evening.ts';
import * as people from './scenes/people.ts';
import * as sea from './scenes/sea.ts';
import * as table from './scenes/table.ts';
import * as town from './scenes/town.ts';
import * as valley from './scenes/valley.ts';

const scenes = new Map<string, Scene>(
  Object.entries({ ...sea, ...coast, ...town, ...evening, ...people, ...table, ...alps, ...valley }),
);
const sizes = { wide: [1600, 900], photo: [1500, 1000], portrait: [1200, 1500], chart: [1400, 840] } as const;

/** The SVG of one picture. */
export function draw(picture: Picture): string {
  const scene = scenes.get(picture.scene ?? '');
  const palette = palettes[picture.palette ?? ''];
  if (!scene || !palette)
    throw new Error(`${picture.file}: there is no scene "${picture.scene}" or no palette "${picture.palette}"`);
  const [width, height] = sizes[picture.size];
  return page(width, height, scene({ width, height, palette, random: seeded(picture.file) }));
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** Credit, title and caption where picture desks look for them (Adobe's and Dublin Core's names). */
function xmp(picture: Picture, paper: Paper): string {
  const text = (value: string) => `<rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(value)}</rdf:li></rdf:Alt>`;
  return `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="${escapeXml(picture.credit)}" photoshop:Source="${escapeXml(paper.name)}"><dc:title>${text(picture.title)}</dc:title><dc:description>${text(picture.caption)}</dc:description><dc:rights>${text(`© ${paper.name}`)}</dc:rights><dc:subject><rdf:Bag>${picture.keywords.map((word) => `<rdf:li>${escapeXml(word)}</rdf:li>`).join('')}</rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>`;
}

const letters: Record<string, string> = {
  ß: 'ss',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  '’': "'",
  '–': '-',
  '“': '"',
  '”': '"',
  '©': '(c)',
};

/** EXIF holds ASCII alone; what replaces other letters must not depend on the machine's locale. The true text stands in the XMP. */
function ascii(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^\x20-\x7e]/gu, (letter) => letters[letter] ?? '?');
}

/** The finished bytes of one picture in the format that its name's ending says, with credit and caption inside. */
export function paint(picture: Picture, paper: Paper): Promise<Buffer> {
  const image = sharp(Buffer.from(draw(picture)))
    .flatten({ background: '#ffffff' })
    .withExif({
      IFD0: {
        Artist: ascii(picture.credit),
        Copyright: ascii(`© ${paper.name}`),
        ImageDescription: ascii(picture.caption),
      },
    })
    .withXmp(xmp(picture, paper));
  const ending = extname(picture.file);
  if (ending === '.png') return image.png({ palette: true, colours: 64, effort: 10 }).toBuffer();
  if (ending === '.webp') return image.webp({ quality: 78, effort: 6 }).toBuffer();
  return image.jpeg({ quality: 75, mozjpeg: true }).toBuffer();
}

if (import.meta.main) {
  const wanted = process.argv.slice(2);
  for (const id of papers) {
    const paper = await readPaper(id);
    for (const picture of paper.pictures) {
      if (picture.scene === undefined || (wanted.length > 0 && !wanted.some((name) => picture.file.includes(name))))
        continue;
      const bytes = await paint(picture, paper);
      const file = new URL(`${id}/uploads/${picture.file}`, samples);
      await mkdir(dirname(file.pathname), { recursive: true });
      await writeFile(file, bytes);
      console.log(`${id}/uploads/${picture.file}  ${Math.round(bytes.length / 1024)} KB`);
    }
  }
}
