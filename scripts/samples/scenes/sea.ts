import {
  between,
  circle,
  cloud,
  ellipse,
  glitter,
  glow,
  line,
  pick,
  rect,
  ridge,
  type Scene,
  type Sheet,
  shape,
  sky,
  stars,
  times,
  water,
} from '../draw.ts';
import { crane, ferryBoat, sail } from './boats.ts';

/** A row of quayside houses with lit windows, standing on `ground`. */
function quay(
  sheet: Sheet,
  ground: number,
  tallest: number,
  colours: readonly [string, string, string],
  lit: number,
): string {
  const { width, random, palette } = sheet;
  let drawn = '';
  for (let x = -20; x < width; ) {
    const house = between(random, 58, 118);
    const top = ground - tallest * between(random, 0.45, 1);
    const colour = pick(random, ...colours);
    const roof = random();
    drawn += rect(x, top, house, ground - top, colour);
    if (roof < 0.45) drawn += shape(`M${x} ${top}l${house / 2} ${-house * 0.45}l${house / 2} ${house * 0.45}Z`, colour);
    else if (roof < 0.6) drawn += shape(`M${x} ${top}v${-house * 0.35}l${house} ${house * 0.35}Z`, colour);
    for (let windowY = top + 20; windowY < ground - 30; windowY += 34) {
      for (let windowX = x + 14; windowX < x + house - 18; windowX += 25) {
        if (random() < lit)
          drawn += rect(windowX, windowY, 11, 16, palette.accent, { opacity: 0.55 + random() * 0.45, rx: 1 });
      }
    }
    x += house + (random() < 0.15 ? between(random, 8, 30) : 0);
  }
  return drawn;
}

/** The old harbour: sun over the water, houses, cranes and boats. */
export const harbour: Scene = (sheet) => {
  const { width, height, palette, random } = sheet;
  const horizon = height * 0.6;
  const sun = width * between(random, 0.3, 0.62);
  return [
    sky(sheet),
    glow('sunlight', sun, horizon - 60, 420, palette.sun, 0.85),
    circle(sun, horizon - 78, 62, palette.sun),
    cloud(random, width * 0.18, height * 0.2, 120, palette.light, 0.28),
    cloud(random, width * 0.78, height * 0.14, 150, palette.light, 0.22),
    shape(ridge(random, width, horizon - 30, 110, horizon, 0.35), palette.far, { opacity: 0.8 }),
    crane(width * 0.84, horizon, 105, palette.mid),
    crane(width * 0.93, horizon, 92, palette.mid),
    quay(sheet, horizon, 150, [palette.mid, palette.near, palette.mid], 0.3),
    rect(0, horizon - 6, width, 12, palette.dark),
    water(sheet, horizon + 6, height),
    glitter(random, sun, horizon + 4, height, palette.sun, 78),
    sail(width * 0.2, height * 0.8, 130, palette.light, palette.dark, -3),
    sail(width * 0.72, height * 0.73, 82, palette.light, palette.near, 2),
    sail(width * 0.88, height * 0.9, 165, palette.accent, palette.dark, 3),
  ].join('');
};

/** A ferry leaving its berth. */
export const ferry: Scene = (sheet) => {
  const { width, height, palette, random } = sheet;
  const horizon = height * 0.62;
  return [
    sky(sheet),
    stars(sheet, 130, 0.5),
    glow('moonlight', width * 0.8, height * 0.2, 260, palette.sun, 0.5),
    circle(width * 0.8, height * 0.2, 44, palette.sun),
    shape(ridge(random, width, horizon - 10, 130, horizon, 0.4), palette.far),
    quay(sheet, horizon, 110, [palette.mid, palette.near, palette.mid], 0.45),
    water(sheet, horizon, height),
    glitter(random, width * 0.8, horizon, height, palette.sun, 50),
    ferryBoat(width * 0.46, height * 0.78, 150, palette.dark, '#e4572e', palette.light, palette.accent),
    times(18, (index) =>
      line(`M${width * 0.16 + index * 55} ${height * 0.835 + (index % 3) * 9}h34`, palette.accent, 5, { opacity: 0.5 }),
    ),
    rect(0, height * 0.95, width, height * 0.05, palette.dark),
    times(9, (index) => rect(70 + index * 190, height * 0.925, 22, height * 0.04, palette.dark, { rx: 8 })),
  ].join('');
};

/** Container cranes over a loaded ship. */
export const cranes: Scene = (sheet) => {
  const { width, height, palette, random } = sheet;
  const horizon = height * 0.7;
  const deck = horizon - 60;
  const colours = ['#d1495b', '#edae49', '#00798c', '#30638e', '#66a182', '#e07a5f'] as const;
  return [
    sky(sheet),
    glow('sunlight', width * 0.7, height * 0.34, 460, palette.sun, 0.8),
    circle(width * 0.7, height * 0.34, 70, palette.sun),
    cloud(random, width * 0.3, height * 0.18, 140, palette.light, 0.35),
    shape(ridge(random, width, horizon - 30, 70, horizon, 0.3), palette.far),
    crane(width * 0.2, horizon, 250, palette.near),
    crane(width * 0.55, horizon, 250, palette.near),
    water(sheet, horizon, height),
    times(11, (column) =>
      times(2 + Math.floor(random() * 4), (row) =>
        rect(width * 0.2 + column * 84, deck - 44 - row * 42, 80, 39, pick(random, ...colours), {
          rx: 2,
          stroke: palette.dark,
          'stroke-opacity': 0.25,
        }),
      ),
    ),
    rect(width * 0.15, deck - 190, 66, 190, palette.light),
    times(4, (row) => rect(width * 0.15 + 10, deck - 174 + row * 38, 46, 13, palette.near)),
    shape(
      `M${width * 0.1} ${deck}H${width * 0.86}Q${width * 0.82} ${horizon + 70} ${width * 0.78} ${horizon + 84}H${width * 0.16}Q${width * 0.12} ${horizon + 60} ${width * 0.1} ${deck}Z`,
      palette.dark,
    ),
    rect(width * 0.125, horizon + 40, width * 0.68, 10, palette.accent),
    times(14, (index) =>
      line(`M${width * 0.12 + index * 80} ${horizon + 104 + (index % 4) * 16}h58`, palette.light, 4, { opacity: 0.35 }),
    ),
  ].join('');
};

/** Sails racing past a mark. */
export const regatta: Scene = (sheet) => {
  const { width, height, palette, random } = sheet;
  const horizon = height * 0.42;
  const boats = Array.from({ length: 9 }, (_, index) => ({
    x: (index + 0.3 + random() * 0.5) * (width / 9),
    y: horizon + 50 + random() ** 1.2 * height * 0.48,
  }));
  boats.sort((first, second) => first.y - second.y);
  const lean = between(random, -9, -3);
  return [
    sky(sheet),
    glow('sunlight', width * between(random, 0.2, 0.8), height * 0.16, 330, palette.sun, 0.8),
    cloud(random, width * between(random, 0.1, 0.4), height * 0.18, 110, palette.light, 0.6),
    cloud(random, width * between(random, 0.6, 0.9), height * 0.24, 80, palette.light, 0.5),
    shape(ridge(random, width, horizon - 12, 80, horizon, 0.4), palette.far),
    water(sheet, horizon, height, 170),
    ...boats.map(({ x, y }) => {
      const size = 34 + ((y - horizon) / height) * 330;
      const colour = pick(random, palette.light, palette.light, palette.accent, '#ffd166', '#06a77d', '#f4f1de');
      return (
        ellipse(x + 10, y + size * 0.28, size * 0.9, size * 0.08, palette.dark, { opacity: 0.25 }) +
        sail(x, y, size, colour, palette.dark, lean)
      );
    }),
    circle(width * 0.9, height * 0.93, 30, '#f26419'),
    ellipse(width * 0.9, height * 0.955, 44, 8, palette.dark, { opacity: 0.3 }),
  ].join('');
};
