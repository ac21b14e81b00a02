import {
  between,
  circle,
  cloud,
  el,
  ellipse,
  glow,
  line,
  pick,
  rect,
  ridge,
  type Scene,
  shape,
  sky,
  stars,
  times,
} from '../draw.ts';
import { forest, peak } from './mountain.ts';

/** Cows decked with flowers on their way down from the summer pasture. */
export const cattle: Scene = (sheet) => {
  const { width, height, palette, random } = sheet;
  const cow = (x: number, y: number, size: number, [coat, patch]: readonly [string, string]) =>
    el(
      'g',
      { transform: `translate(${x} ${y}) scale(${size / 100})` },
      ellipse(0, 102, 170, 14, '#000000', { opacity: 0.18 }),
      ...[-104, -66, 62, 98].map((leg) => rect(leg, 20, 24, 84, coat) + rect(leg, 90, 24, 14, '#2b211c')),
      shape('M-140 -64Q-136 -96 -96 -98H96Q140 -96 142 -40Q144 44 100 50H-92Q-140 46 -140 -64Z', coat),
      shape('M-70 -98Q-20 -10 20 -40Q46 -70 34 -98Z', patch),
      shape('M70 50Q58 4 100 -6Q134 0 138 20Q130 48 100 50Z', patch),
      line('M-138 -70Q-172 -40 -160 34', coat, 10),
      ellipse(-160, 42, 10, 20, patch),
      shape('M104 -90Q120 -168 176 -168Q222 -158 226 -96Q226 -56 190 -54Q140 -50 104 -60Z', coat),
      ellipse(206, -78, 32, 27, '#e8b9a0'),
      circle(214, -80, 5, '#5a3a33'),
      circle(176, -128, 7, '#1c1512'),
      shape('M120 -150Q92 -160 84 -136Q104 -122 126 -132Z', coat),
      line('M136 -166Q128 -200 150 -208M190 -168Q204 -198 190 -210', '#f0e6d2', 9),
      times(9, (index) =>
        circle(
          124 + index * 11,
          -174 - Math.sin((index / 8) * Math.PI) * 26,
          13,
          ['#e63946', '#ffd166', '#ffffff', '#f28482', '#7ac74f'][index % 5] ?? '#ffffff',
        ),
      ),
      line('M112 -70Q130 -30 158 -52', '#7b2d26', 14),
      shape('M118 -42h44l10 44h-64Z', '#d9a441'),
      circle(140, 6, 8, '#8a621f'),
    );
  const coats = [
    ['#f3ece1', '#5b4033'],
    ['#8b5e3c', '#6f4627'],
    ['#c9bfb1', '#4a4540'],
  ] as const;
  const first = Math.floor(random() * coats.length);
  const next = (place: number) => coats[(first + place) % coats.length] ?? coats[0];
  return [
    sky(sheet),
    glow('sunlight', width * between(random, 0.15, 0.85), height * 0.16, 320, palette.sun, 0.9),
    cloud(random, width * between(random, 0.2, 0.5), height * 0.16, 100, palette.light, 0.85),
    peak(
      sheet,
      width * between(random, 0.2, 0.4),
      height * 0.16,
      420,
      height * 0.66,
      palette.far,
      palette.light,
      palette.mid,
    ),
    peak(
      sheet,
      width * between(random, 0.62, 0.84),
      height * 0.22,
      400,
      height * 0.66,
      palette.far,
      palette.light,
      palette.mid,
    ),
    shape(ridge(random, width, height * 0.6, 120, height, 0.3), palette.mid),
    forest(sheet, height * 0.6, 24, 70, [palette.near, palette.dark]),
    shape(
      `M0 ${height}V${height * 0.6}Q${width * 0.5} ${height * 0.54} ${width} ${height * 0.64}V${height}Z`,
      palette.near,
    ),
    shape(
      `M0 ${height}V${height * 0.86}Q${width * 0.5} ${height * 0.7} ${width} ${height * 0.84}V${height * 0.94}Q${width * 0.5} ${height * 0.84} ${width * 0.2} ${height}Z`,
      '#e2cfa2',
    ),
    times(90, () =>
      circle(
        random() * width,
        height * between(random, 0.66, 1),
        between(random, 3, 7),
        pick(random, '#ffffff', '#ffd166', '#f28482', '#cdb4db'),
        { opacity: 0.85 },
      ),
    ),
    cow(width * between(random, 0.16, 0.26), height * 0.71, 88, next(0)),
    cow(width * between(random, 0.62, 0.82), height * 0.72, 104, next(1)),
    cow(width * between(random, 0.32, 0.56), height * 0.83, 150, next(2)),
  ].join('');
};

/** A yellow bus on the bends of a pass road. */
export const bus: Scene = (sheet) => {
  const { width, height, palette, random } = sheet;
  return [
    sky(sheet),
    cloud(random, width * 0.66, height * 0.16, 120, palette.light, 0.85),
    peak(sheet, width * 0.74, height * 0.14, 480, height * 0.72, palette.far, palette.light, palette.mid),
    peak(sheet, width * 0.22, height * 0.26, 400, height * 0.72, palette.far, palette.light, palette.mid),
    shape(
      `M0 ${height}V${height * 0.52}Q${width * 0.5} ${height * 0.44} ${width} ${height * 0.6}V${height}Z`,
      palette.mid,
    ),
    line(
      `M${width * 0.66} ${height * 0.53}Q${width * 0.3} ${height * 0.55} ${width * 0.46} ${height * 0.62}T${width * 0.9} ${height * 0.7}T${width * 0.4} ${height * 0.82}`,
      '#d8d4c8',
      26,
    ),
    forest(sheet, height * 0.62, 13, 74, [palette.near, palette.dark]),
    shape(
      `M0 ${height}V${height * 0.74}Q${width * 0.3} ${height * 0.72} ${width * 0.52} ${height * 0.8}T${width} ${height * 0.82}V${height}Z`,
      palette.near,
    ),
    shape(`M0 ${height * 0.88}Q${width * 0.5} ${height * 0.84} ${width} ${height * 0.9}V${height}H0Z`, '#6f7276'),
    line(`M0 ${height * 0.945}Q${width * 0.5} ${height * 0.905} ${width} ${height * 0.955}`, '#f4f1e6', 7, {
      'stroke-dasharray': '60 44',
    }),
    el(
      'g',
      { transform: `translate(${width * 0.4} ${height * 0.91}) scale(1.35)` },
      ellipse(0, 6, 290, 14, '#000000', { opacity: 0.25 }),
      shape('M-270 -26V-176Q-268 -196 -244 -196H226Q258 -196 266 -160L276 -84V-26Z', '#ffcc1d'),
      shape('M-252 -176H216Q238 -174 244 -152L254 -96H-252Z', '#243b4a'),
      times(6, (index) => line(`M${-176 + index * 74} -176V-96`, '#ffcc1d', 9)),
      shape('M-230 -110l46 -62h24l-46 62ZM0 -110l46 -62h24l-46 62Z', '#ffffff', { opacity: 0.2 }),
      rect(-270, -66, 546, 10, '#c8102e'),
      ...[-170, 168].map((wheel) => circle(wheel, -18, 38, '#20222a') + circle(wheel, -18, 17, '#a9adb5')),
      circle(262, -44, 11, '#fff6c9'),
      line('M-60 -128q0 -22 22 -22h20', '#ffcc1d', 5),
    ),
    times(40, () =>
      circle(
        random() * width,
        height * between(random, 0.8, 0.87),
        between(random, 3, 7),
        pick(random, '#ffffff', '#ffd166', '#f28482'),
      ),
    ),
  ].join('');
};

/** A hut by night under the Milky Way. */
export const nightsky: Scene = (sheet) => {
  const { width, height, palette, random } = sheet;
  const band = times(520, () => {
    const along = random();
    const off = (random() + random() + random() - 1.5) * 150;
    return circle(
      along * width * 1.1 - width * 0.05 + off * 0.4,
      height * 0.72 - along * height * 0.74 + off,
      between(random, 0.6, 2.6),
      pick(random, '#ffffff', '#ffe9c4', '#cfe2ff', '#f7c8e0'),
      { opacity: 0.35 + random() * 0.65 },
    );
  });
  return [
    sky(sheet),
    ...[0.2, 0.4, 0.6, 0.8].map((along, index) =>
      glow(
        `band${index}`,
        along * width * 1.05,
        height * 0.72 - along * height * 0.74,
        300,
        index % 2 ? '#b8a1e3' : '#8fb6e8',
        0.3,
      ),
    ),
    stars(sheet, 420, 0.85),
    band,
    line(`M${width * 0.72} ${height * 0.5}l150 -74`, '#ffffff', 4, { opacity: 0.85 }),
    shape(ridge(random, width, height * 0.72, 230, height, 0.75), palette.mid),
    shape(ridge(random, width, height * 0.84, 120, height, 0.4), palette.near),
    rect(0, height * 0.92, width, height * 0.08, palette.dark),
    el(
      'g',
      { transform: `translate(${width * 0.3} ${height * 0.92})` },
      rect(-110, -110, 220, 112, '#241a17'),
      shape('M-146 -100L0 -200L146 -100L130 -84L0 -172L-130 -84Z', '#15100f'),
      shape('M-110 -104L0 -178L110 -104Z', '#241a17'),
      rect(-70, -82, 48, 44, palette.accent),
      rect(24, -82, 48, 44, palette.accent),
      line('M-46 -82v44M48 -82v44', '#241a17', 5),
      rect(56, -206, 24, 60, '#15100f'),
    ),
    glow('windows', width * 0.3, height * 0.92 - 60, 240, palette.accent, 0.5),
    forest(sheet, height * 0.95, 22, 96, [palette.dark]),
  ].join('');
};
