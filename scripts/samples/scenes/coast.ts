import {
  between,
  circle,
  cloud,
  el,
  ellipse,
  glow,
  line,
  rect,
  ridge,
  type Scene,
  shape,
  sky,
  stars,
  times,
  water,
} from '../draw.ts';
import { lighthouse, sail } from './boats.ts';

/** A lighthouse and its beam. */
export const beam: Scene = (sheet) => {
  const { width, height, palette } = sheet;
  const horizon = height * 0.72;
  const x = width * 0.3;
  const lamp = horizon - 40 - 213 * 2.3;
  return [
    sky(sheet),
    stars(sheet, 260),
    shape(`M${x} ${lamp - 14}L${width} ${lamp - 210}V${lamp + 170}L${x} ${lamp + 14}Z`, palette.accent, {
      opacity: 0.22,
    }),
    shape(`M${x} ${lamp - 12}L${width} ${lamp - 120}V${lamp + 80}L${x} ${lamp + 12}Z`, palette.accent, {
      opacity: 0.25,
    }),
    shape(`M${x} ${lamp - 10}L0 ${lamp - 70}V${lamp + 40}L${x} ${lamp + 10}Z`, palette.accent, { opacity: 0.16 }),
    water(sheet, horizon, height, 130),
    shape(
      `M0 ${height}V${horizon - 10}Q${x - 120} ${horizon - 70} ${x} ${horizon - 44}T${x + 250} ${horizon + 30}Q${x + 330} ${horizon + 90} ${x + 300} ${height}Z`,
      palette.dark,
    ),
    lighthouse(x, horizon - 40, 230, palette.light, '#d1495b', palette.accent),
    glow('lamp', x, lamp, 210, palette.accent, 0.9),
    sail(width * 0.78, horizon + 60, 74, palette.light, palette.dark, 2),
  ].join('');
};

/** Breakers under a heavy sky. */
export const storm: Scene = (sheet) => {
  const { width, height, palette, random } = sheet;
  const wave = (y: number, rise: number, colour: string, opacity = 1) => {
    let d = `M0 ${height}V${y}`;
    for (let x = 0; x < width; x += 200)
      d += `q60 ${-rise} 120 ${-rise * 0.25 * random()}q30 ${rise * 0.5} 80 ${rise * 0.2}`;
    return shape(`${d}V${height}Z`, colour, { opacity });
  };
  return [
    sky(sheet),
    times(9, (index) =>
      cloud(
        random,
        random() * width,
        height * (0.06 + (index % 4) * 0.085),
        between(random, 130, 240),
        index % 2 ? palette.mid : palette.near,
        0.5,
      ),
    ),
    shape(`M${width * 0.63} ${height * 0.2}l-52 150h40l-62 150 138 -190h-46l52 -110Z`, palette.accent),
    glow('flash', width * 0.63, height * 0.36, 300, palette.light, 0.5),
    times(130, () => {
      const x = random() * width;
      const y = random() * height * 0.75;
      return line(`M${Math.round(x)} ${Math.round(y)}l-14 52`, palette.light, 2, { opacity: 0.2 });
    }),
    wave(height * 0.62, 90, palette.far, 0.9),
    lighthouse(width * 0.16, height * 0.72, 130, palette.light, '#b23a48', palette.accent),
    wave(height * 0.72, 130, palette.mid),
    sail(width * 0.74, height * 0.75, 70, palette.light, palette.dark, 16),
    wave(height * 0.82, 150, palette.near),
    times(60, () =>
      circle(random() * width, height * between(random, 0.62, 0.86), between(random, 2, 8), palette.light, {
        opacity: 0.55,
      }),
    ),
    wave(height * 0.93, 120, palette.dark),
  ].join('');
};

/** Seals resting on a sandbank. */
export const seals: Scene = (sheet) => {
  const { width, height, palette, random } = sheet;
  const horizon = height * 0.45;
  const seal = (x: number, y: number, size: number, colour: string, flip: number) =>
    el(
      'g',
      { transform: `translate(${x} ${y}) scale(${(flip * size) / 100} ${size / 100})` },
      ellipse(10, 8, 190, 14, '#000000', { opacity: 0.14 }),
      shape(
        'M-190 0Q-150 -34 -60 -60Q40 -92 96 -132Q128 -156 158 -132Q182 -108 160 -84Q146 -72 136 -40Q120 4 60 4H-110Q-170 22 -214 22Q-196 10 -190 0Z',
        colour,
      ),
      shape('M60 -10Q90 20 126 16Q108 -6 104 -30Z', '#000000', { opacity: 0.2 }),
      circle(148, -118, 6, '#15151f'),
      ellipse(174, -106, 7, 5, '#15151f'),
      line('M170 -98l34 8M170 -94l28 18', '#ffffff', 1.5, { opacity: 0.6 }),
      times(7, (index) => ellipse(-90 + index * 28, -30 - index * 5, 9, 6, '#000000', { opacity: 0.13 })),
    );
  return [
    sky(sheet),
    glow('sunlight', width * 0.24, height * 0.2, 330, palette.sun, 0.9),
    circle(width * 0.24, height * 0.2, 54, palette.sun),
    cloud(random, width * 0.66, height * 0.2, 120, palette.light, 0.7),
    shape(ridge(random, width, horizon - 8, 60, horizon, 0.3), palette.far),
    water(sheet, horizon, height),
    shape(
      `M0 ${height}V${height * 0.78}Q${width * 0.3} ${height * 0.62} ${width * 0.62} ${height * 0.7}T${width} ${height * 0.8}V${height}Z`,
      '#e9cf9f',
    ),
    shape(
      `M0 ${height}V${height * 0.86}Q${width * 0.4} ${height * 0.72} ${width} ${height * 0.9}V${height}Z`,
      '#dcbb84',
    ),
    seal(width * 0.24, height * 0.72, 78, '#8d99a6', 1),
    seal(width * 0.62, height * 0.71, 66, '#6d6875', -1),
    seal(width * 0.45, height * 0.86, 124, '#75808f', 1),
    seal(width * 0.83, height * 0.88, 92, '#94887b', -1),
  ].join('');
};

/** The tide of a month as a chart without words: high and low water, the moon above. */
export const tides: Scene = ({ width, height, palette }) => {
  const middle = height * 0.6;
  const curve = Array.from({ length: 241 }, (_, index) => {
    const day = index / 8;
    const range = 95 + 75 * Math.cos((2 * Math.PI * (day - 3)) / 14.77);
    return { x: 80 + (index / 240) * (width - 160), y: middle - range * Math.sin((2 * Math.PI * day) / 1.035) };
  });
  const path = curve.map(({ x, y }, index) => `${index ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
  return [
    rect(0, 0, width, height, '#fbf7ec'),
    times(9, (index) =>
      line(`M80 ${middle - 220 + index * 55}H${width - 80}`, palette.mid, index === 4 ? 3 : 1, {
        opacity: index === 4 ? 0.8 : 0.3,
      }),
    ),
    times(31, (index) =>
      line(`M${80 + (index * (width - 160)) / 30} ${middle + 226}v${index % 7 === 3 ? 22 : 10}`, palette.dark, 2),
    ),
    shape(`${path}L${width - 80} ${middle}L80 ${middle}Z`, palette.mid, { opacity: 0.22 }),
    line(path, palette.near, 4),
    ...[3, 10.4, 17.8, 25.2].map((day, index) => {
      const x = 80 + (day / 30) * (width - 160);
      const full = index % 2 === 0;
      return (
        circle(x, height * 0.13, 36, '#29335c') +
        (full
          ? circle(x, height * 0.13, 31, '#ffe8a3')
          : shape(`M${x} ${height * 0.13 - 31}a31 31 0 0 1 0 62Z`, '#ffe8a3'))
      );
    }),
    ...[3, 17.8].map((day) =>
      line(`M${80 + (day / 30) * (width - 160)} ${height * 0.13 + 50}V${middle - 190}`, palette.accent, 3, {
        'stroke-dasharray': '4 12',
      }),
    ),
  ].join('');
};
