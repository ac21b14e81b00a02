import {
  between,
  circle,
  cloud,
  el,
  ellipse,
  glitter,
  glow,
  line,
  pick,
  rect,
  ridge,
  type Scene,
  shape,
  sky,
  times,
  water,
} from '../draw.ts';
import { forest, peak } from './mountain.ts';

/** Three peaks over a lake. */
export const lake: Scene = (sheet) => {
  const { width, height, palette, random } = sheet;
  const shore = height * 0.66;
  return [
    sky(sheet),
    glow('sunlight', width * 0.76, height * 0.26, 420, palette.sun, 0.9),
    circle(width * 0.76, height * 0.26, 56, palette.sun),
    cloud(random, width * 0.2, height * 0.2, 120, palette.light, 0.5),
    peak(sheet, width * 0.2, height * 0.26, 430, shore, palette.far, palette.light, palette.mid),
    peak(sheet, width * 0.62, height * 0.3, 400, shore, palette.far, palette.light, palette.mid),
    peak(sheet, width * 0.42, height * 0.14, 480, shore, palette.mid, palette.light, palette.near),
    shape(ridge(random, width, shore - 20, 90, shore + 4, 0.4), palette.near),
    forest(sheet, shore + 2, 38, 62, [palette.near, palette.dark]),
    water(sheet, shore, height),
    el(
      'g',
      { transform: `translate(0 ${shore * 2}) scale(1 -1)`, opacity: 0.22 },
      peak(sheet, width * 0.42, height * 0.34, 400, shore, palette.dark, palette.light, palette.dark),
    ),
    glitter(random, width * 0.76, shore, height, palette.sun, 46),
    shape(`M${width * 0.26} ${height * 0.84}h150q-16 26 -40 26h-70q-24 0 -40 -26Z`, palette.accent),
    line(`M${width * 0.26 + 40} ${height * 0.85}l-70 36M${width * 0.26 + 110} ${height * 0.85}l60 34`, palette.dark, 6),
    circle(width * 0.26 + 72, height * 0.8, 15, palette.dark),
    rect(width * 0.26 + 58, height * 0.81, 30, 34, palette.dark, { rx: 10 }),
  ].join('');
};

/** A cable car between two summits. */
export const cablecar: Scene = (sheet) => {
  const { width, height, palette, random } = sheet;
  const cabin = (x: number, y: number, size: number) =>
    el(
      'g',
      { transform: `translate(${x} ${y}) scale(${size / 100})` },
      line('M0 0V64', '#22303c', 8),
      rect(-26, -10, 52, 18, '#22303c', { rx: 8 }),
      rect(-110, 64, 220, 170, palette.accent, { rx: 28 }),
      rect(-94, 82, 86, 84, '#dff1f7', { rx: 10 }),
      rect(8, 82, 86, 84, '#dff1f7', { rx: 10 }),
      ...[-68, -36, 34, 66].map(
        (person) =>
          circle(person, 130, 14, '#3b3b4f') +
          rect(person - 14, 144, 28, 24, pick(random, '#e9c46a', '#2a9d8f', '#f4a261', '#457b9d')),
      ),
      rect(-110, 184, 220, 12, '#ffffff'),
    );
  return [
    sky(sheet),
    cloud(random, width * 0.24, height * 0.24, 130, palette.light, 0.9),
    cloud(random, width * 0.72, height * 0.13, 100, palette.light, 0.85),
    peak(sheet, width * 0.14, height * 0.34, 420, height, palette.far, palette.light, palette.mid),
    peak(sheet, width * 0.86, height * 0.12, 520, height, palette.mid, palette.light, palette.near),
    shape(ridge(random, width, height * 0.84, 120, height, 0.5), palette.near),
    forest(sheet, height * 0.92, 30, 92, [palette.dark, palette.near]),
    forest(sheet, height * 1.02, 24, 130, [palette.dark]),
    line(`M0 ${height * 0.56}Q${width * 0.5} ${height * 0.44} ${width} ${height * 0.16}`, '#22303c', 5),
    line(`M0 ${height * 0.6}Q${width * 0.5} ${height * 0.49} ${width} ${height * 0.2}`, '#22303c', 4),
    cabin(width * 0.46, height * 0.435, 120),
    cabin(width * 0.86, height * 0.263, 54),
  ].join('');
};

/** A glacier tongue between dark walls. */
export const glacier: Scene = (sheet) => {
  const { width, height, palette, random } = sheet;
  return [
    sky(sheet),
    glow('sunlight', width * 0.5, height * 0.2, 400, palette.sun, 0.8),
    peak(sheet, width * 0.5, height * 0.1, 620, height * 0.62, palette.far, palette.light, palette.mid),
    shape(
      `M${width * 0.38} ${height * 0.4}Q${width * 0.5} ${height * 0.46} ${width * 0.62} ${height * 0.38}Q${width * 0.6} ${height * 0.62} ${width * 0.86} ${height}H${width * 0.12}Q${width * 0.42} ${height * 0.64} ${width * 0.38} ${height * 0.4}Z`,
      '#e8f4fa',
    ),
    times(15, (index) => {
      const y = height * (0.48 + index * 0.034);
      const half = width * (0.09 + index * 0.017);
      return line(
        `M${Math.round(width * 0.49 - half)} ${Math.round(y)}Q${Math.round(width * 0.49)} ${Math.round(y + 46)} ${Math.round(width * 0.5 + half)} ${Math.round(y - 6)}`,
        pick(random, '#8cc7e0', '#b5dcec', '#6fb1d1'),
        3 + index * 0.7,
        {
          opacity: 0.85,
          'stroke-dasharray': `${Math.round(between(random, 60, 200))} ${Math.round(between(random, 16, 50))}`,
        },
      );
    }),
    shape(
      `M0 ${height}V${height * 0.3}L${width * 0.1} ${height * 0.26}L${width * 0.24} ${height * 0.46}L${width * 0.34} ${height * 0.5}Q${width * 0.34} ${height * 0.7} ${width * 0.1} ${height}Z`,
      palette.mid,
    ),
    shape(
      `M0 ${height}V${height * 0.52}L${width * 0.14} ${height * 0.6}L${width * 0.25} ${height * 0.72}L${width * 0.06} ${height}Z`,
      palette.dark,
      { opacity: 0.75 },
    ),
    shape(
      `M${width} ${height}V${height * 0.22}L${width * 0.9} ${height * 0.3}L${width * 0.76} ${height * 0.42}L${width * 0.64} ${height * 0.46}Q${width * 0.66} ${height * 0.72} ${width * 0.9} ${height}Z`,
      palette.mid,
    ),
    shape(
      `M${width} ${height}V${height * 0.5}L${width * 0.86} ${height * 0.58}L${width * 0.76} ${height * 0.7}L${width * 0.95} ${height}Z`,
      palette.dark,
      { opacity: 0.75 },
    ),
    ...[0, 1, 2].map(
      (index) =>
        circle(width * 0.47 + index * 34, height * 0.79 + index * 14, 9, palette.accent) +
        rect(width * 0.47 - 8 + index * 34, height * 0.79 + 8 + index * 14, 16, 28, palette.dark, { rx: 6 }),
    ),
    line(`M${width * 0.47} ${height * 0.82}l34 14l34 14`, palette.accent, 2.5),
  ].join('');
};

/** Summits over a sea of fog. */
export const fog: Scene = (sheet) => {
  const { width, height, palette, random } = sheet;
  return [
    sky(sheet),
    glow('sunlight', width * 0.3, height * 0.34, 460, palette.sun, 0.9),
    circle(width * 0.3, height * 0.36, 64, palette.sun),
    shape(ridge(random, width, height * 0.52, 200, height, 0.75), palette.far),
    times(8, () =>
      ellipse(random() * width, height * between(random, 0.54, 0.6), between(random, 200, 380), 34, palette.light, {
        opacity: 0.5,
      }),
    ),
    peak(sheet, width * 0.7, height * 0.26, 330, height * 0.8, palette.mid, palette.light, palette.near),
    times(10, () =>
      ellipse(random() * width, height * between(random, 0.62, 0.7), between(random, 240, 460), 46, palette.light, {
        opacity: 0.55,
      }),
    ),
    shape(ridge(random, width, height * 0.72, 120, height, 0.5), palette.near),
    forest(sheet, height * 0.78, 26, 74, [palette.near, palette.dark]),
    times(12, () =>
      ellipse(random() * width, height * between(random, 0.8, 0.88), between(random, 260, 500), 52, palette.light, {
        opacity: 0.6,
      }),
    ),
    shape(
      `M0 ${height}V${height * 0.86}Q${width * 0.2} ${height * 0.8} ${width * 0.36} ${height * 0.92}L${width * 0.44} ${height}Z`,
      palette.dark,
    ),
    line(`M${width * 0.14} ${height * 0.84}v-120M${width * 0.14 - 34} ${height * 0.84 - 86}h68`, palette.dark, 11),
    times(9, () =>
      ellipse(random() * width, height * between(random, 0.94, 1), between(random, 260, 520), 44, palette.light, {
        opacity: 0.75,
      }),
    ),
  ].join('');
};

/** Ski gates down a slope, a racer in the turn. */
export const race: Scene = (sheet) => {
  const { width, height, palette, random } = sheet;
  return [
    sky(sheet),
    glow('sunlight', width * 0.16, height * 0.16, 320, palette.sun, 0.9),
    peak(sheet, width * 0.3, height * 0.16, 460, height * 0.7, palette.far, palette.light, palette.mid),
    shape(ridge(random, width, height * 0.58, 110, height, 0.5), palette.mid),
    forest(sheet, height * 0.6, 34, 84, [palette.near, palette.dark]),
    shape(
      `M0 ${height}V${height * 0.8}Q${width * 0.4} ${height * 0.66} ${width} ${height * 0.34}V${height}Z`,
      '#f7fbfd',
    ),
    shape(
      `M0 ${height}V${height * 0.94}Q${width * 0.5} ${height * 0.84} ${width} ${height * 0.62}V${height}Z`,
      '#dcebf3',
    ),
    line(
      `M${width} ${height * 0.44}Q${width * 0.72} ${height * 0.5} ${width * 0.8} ${height * 0.62}T${width * 0.5} ${height * 0.72}T${width * 0.36} ${height * 0.88}T${width * 0.06} ${height}`,
      '#b9d3e1',
      10,
    ),
    ...[
      [0.84, 0.5],
      [0.7, 0.64],
      [0.56, 0.62],
      [0.3, 0.88],
      [0.16, 0.84],
    ].map(([along = 0, down = 0], index) => {
      const colour = index % 2 ? '#1d5fa8' : palette.accent;
      return (
        line(`M${width * along} ${height * down}v-130M${width * along + 84} ${height * down + 8}v-130`, colour, 8) +
        shape(`M${width * along} ${height * down - 126}l84 8v50l-84 -8Z`, colour, { opacity: 0.85 })
      );
    }),
    el(
      'g',
      { transform: `translate(${width * 0.45} ${height * 0.76}) rotate(-24) scale(1.5)` },
      line('M-90 34L70 46M-80 48L84 60', '#1d1d2b', 7),
      line('M-6 40L24 4L-16 -26', '#f2b632', 24),
      line('M-16 -26L-44 -66', palette.accent, 34),
      line('M-30 -50L14 -34L48 -70M-34 -46L-70 -6', palette.accent, 13),
      line('M48 -70L-26 -20', '#1d1d2b', 4),
      circle(-56, -96, 21, '#1d5fa8'),
      rect(-82, -102, 26, 12, '#ffd166', { rx: 4 }),
    ),
    times(90, () =>
      circle(
        width * 0.4 + between(random, -190, 120),
        height * 0.84 + between(random, -60, 80),
        between(random, 2, 10),
        '#ffffff',
        { opacity: 0.85 },
      ),
    ),
    times(90, () => circle(random() * width, random() * height, between(random, 1, 4), '#ffffff', { opacity: 0.8 })),
  ].join('');
};
