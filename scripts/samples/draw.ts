/**
 * The pencils of the sample pictures: plain functions that return SVG text. No clock, no fonts, no Math.random, so the same
 * scene and seed give the same text on every run.
 */

/** Colours of one picture, from far away to near; `sky` and `water` run from top to bottom. */
export interface Palette {
  sky: readonly string[];
  water: readonly string[];
  sun: string;
  far: string;
  mid: string;
  near: string;
  dark: string;
  accent: string;
  light: string;
}

/** What a scene is given: its size in pixels, its colours and its own source of randomness. */
export interface Sheet {
  width: number;
  height: number;
  palette: Palette;
  random: () => number;
}

/** Draws one picture and returns the elements that go into the `<svg>`. */
export type Scene = (sheet: Sheet) => string;

/** A repeatable source of numbers from 0 up to 1 (FNV-1a for the seed, mulberry32 for the numbers). */
export function seeded(seed: string): () => number {
  let state = 2166136261;
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16777619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A number between two bounds. */
export function between(random: () => number, low: number, high: number): number {
  return low + random() * (high - low);
}

/** One of the values given. */
export function pick(random: () => number, ...values: readonly [string, ...string[]]): string {
  return values[Math.floor(random() * values.length)] ?? values[0];
}

/** The results of `make` for 0 up to `count`, joined. */
export function times(count: number, make: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => make(index)).join('');
}

/** One element; numbers are rounded to a tenth of a pixel. */
export function el(name: string, attributes: Record<string, string | number>, ...children: string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => {
    const text = typeof value === 'number' ? String(Math.round(value * 100) / 100) : value;
    return ` ${key}="${text}"`;
  });
  return `<${name}${written.join('')}>${children.join('')}</${name}>`;
}

/** A rectangle. */
export function rect(
  x: number,
  y: number,
  width: number,
  height: number,
  fill: string,
  more: Record<string, string | number> = {},
): string {
  return el('rect', { x, y, width, height, fill, ...more });
}

/** A circle. */
export function circle(
  cx: number,
  cy: number,
  r: number,
  fill: string,
  more: Record<string, string | number> = {},
): string {
  return el('circle', { cx, cy, r, fill, ...more });
}

/** An ellipse. */
export function ellipse(
  cx: number,
  cy: number,
  rx: number,
  ry: number,
  fill: string,
  more: Record<string, string | number> = {},
): string {
  return el('ellipse', { cx, cy, rx, ry, fill, ...more });
}

/** A filled outline. */
export function shape(d: string, fill: string, more: Record<string, string | number> = {}): string {
  return el('path', { d, fill, ...more });
}

/** A drawn line with round ends. */
export function line(d: string, stroke: string, width: number, more: Record<string, string | number> = {}): string {
  return el('path', {
    d,
    stroke,
    'stroke-width': width,
    fill: 'none',
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    ...more,
  });
}

/** A gradient from top to bottom; refer to it as `url(#id)`. */
export function gradient(id: string, colours: readonly string[]): string {
  const stops = colours.map((colour, index) =>
    el('stop', { offset: index / Math.max(1, colours.length - 1), 'stop-color': colour }),
  );
  return el('linearGradient', { id, x1: 0, y1: 0, x2: 0, y2: 1 }, ...stops);
}

/** Light that fades outwards. */
export function glow(id: string, cx: number, cy: number, r: number, colour: string, strength = 0.8): string {
  const stops = [0, 0.35, 1].map((offset, index) =>
    el('stop', { offset, 'stop-color': colour, 'stop-opacity': [strength, strength * 0.35, 0][index] ?? 0 }),
  );
  return el('radialGradient', { id }, ...stops) + circle(cx, cy, r, `url(#${id})`);
}

/** The sky over the whole sheet. */
export function sky({ width, height, palette }: Sheet): string {
  return gradient('sky', palette.sky) + rect(0, 0, width, height, 'url(#sky)');
}

/** A line of hills or mountains from edge to edge, closed at `bottom`; `jagged` from 0 (dunes) to 1 (rock). */
export function ridge(
  random: () => number,
  width: number,
  y: number,
  rise: number,
  bottom: number,
  jagged: number,
): string {
  let points = [
    between(random, -0.2, 0.4),
    between(random, 0.4, 1),
    between(random, -0.2, 0.5),
    between(random, 0.3, 1),
    between(random, -0.2, 0.4),
  ];
  let spread = 0.5;
  for (let round = 0; round < 5; round++) {
    const finer: number[] = [];
    for (const [index, point] of points.entries()) {
      finer.push(point);
      const next = points[index + 1];
      if (next !== undefined) finer.push((point + next) / 2 + between(random, -spread, spread) * jagged);
    }
    points = finer;
    spread *= 0.52;
  }
  const step = width / (points.length - 1);
  const outline = points.map((point, index) => `L${Math.round(index * step)} ${Math.round(y - point * rise)}`).join('');
  return `M0 ${bottom}${outline}L${width} ${bottom}Z`;
}

/** Water from `top` to `bottom` with strokes of light that widen towards the viewer. */
export function water(sheet: Sheet, top: number, bottom: number, strokes = 90): string {
  const { width, palette, random } = sheet;
  const surface = gradient('water', palette.water) + rect(0, top, width, bottom - top, 'url(#water)');
  const ripples = times(strokes, () => {
    const depth = random() ** 1.4;
    const y = top + 8 + depth * (bottom - top - 12);
    const length = 14 + depth * between(random, 40, 170);
    const x = random() * width;
    return line(
      `M${Math.round(x)} ${Math.round(y)}h${Math.round(length)}`,
      random() < 0.7 ? palette.light : palette.far,
      1.5 + depth * 4,
      {
        opacity: 0.1 + random() * 0.22,
      },
    );
  });
  return surface + ripples;
}

/** The path of a light over water: strokes under it, wider and sparser towards the viewer. */
export function glitter(
  random: () => number,
  x: number,
  top: number,
  bottom: number,
  colour: string,
  spread = 60,
): string {
  return times(26, (index) => {
    const depth = index / 26;
    const half = spread * (0.35 + depth * 1.1) * between(random, 0.35, 1);
    const y = top + 6 + depth * (bottom - top);
    const shift = between(random, -spread, spread) * depth * 0.6;
    return line(`M${Math.round(x + shift - half)} ${Math.round(y)}h${Math.round(half * 2)}`, colour, 2.5 + depth * 6, {
      opacity: 0.75 - depth * 0.45,
    });
  });
}

/** Stars, more of them high up. */
export function stars({ width, height, random, palette }: Sheet, count: number, lowest = 0.7): string {
  return times(count, () => {
    const y = random() ** 1.5 * height * lowest;
    return circle(random() * width, y, between(random, 0.7, 2.8), palette.light, { opacity: 0.3 + random() * 0.7 });
  });
}

/** A soft cloud of overlapping ellipses with a flat foot. */
export function cloud(random: () => number, x: number, y: number, size: number, colour: string, opacity = 0.8): string {
  const puffs = times(6, (index) => {
    const along = (index - 2.5) / 2.5;
    return ellipse(
      x + along * size,
      y - (1 - along * along) * size * between(random, 0.15, 0.4),
      size * 0.42,
      size * between(random, 0.2, 0.32),
      colour,
    );
  });
  return el(
    'g',
    { opacity },
    puffs +
      el('rect', {
        x: x - size * 1.3,
        y: y - size * 0.1,
        width: size * 2.6,
        height: size * 0.26,
        rx: size * 0.13,
        fill: colour,
      }),
  );
}

/** The complete SVG document. */
export function page(width: number, height: number, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${content}</svg>`;
}
