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
  type Sheet,
  shape,
  sky,
  times,
} from '../draw.ts';

/** A row of gabled houses with windows, standing on `ground`. */
function facades({ width, random, palette }: Sheet, ground: number, tallest: number, lit: number): string {
  let drawn = '';
  for (let x = -10; x < width; ) {
    const house = between(random, 130, 210);
    const top = ground - tallest * between(random, 0.6, 1);
    const wall = pick(random, palette.far, palette.mid, '#e9c9a3', '#d98f6c', '#c7d3c4', '#f0e0c0');
    drawn += rect(x, top, house, ground - top, wall);
    drawn +=
      random() < 0.6
        ? shape(`M${x - 10} ${top}L${x + house / 2} ${top - house * 0.42}L${x + house + 10} ${top}Z`, palette.near)
        : rect(x - 8, top - 16, house + 16, 20, palette.near);
    for (let y = top + 34; y < ground - 110; y += 78) {
      for (let windowX = x + 22; windowX < x + house - 40; windowX += 56) {
        const glass = random() < lit ? palette.accent : palette.dark;
        drawn +=
          rect(windowX - 3, y - 3, 36, 54, palette.light, { opacity: 0.8 }) +
          rect(windowX, y, 30, 48, glass, { opacity: 0.85 }) +
          line(`M${windowX + 15} ${y}v48M${windowX} ${y + 22}h30`, palette.light, 2.5);
      }
    }
    drawn += rect(x + house * 0.2, ground - 88, house * 0.6, 88, palette.dark, { opacity: 0.55, rx: 6 });
    x += house + 2;
  }
  return drawn;
}

/** A tram at its stop in a street of gabled houses. */
export const tram: Scene = (sheet) => {
  const { width, height, palette, random } = sheet;
  const ground = height * 0.78;
  const body = '#c8102e';
  const car = (x: number, length: number) =>
    el(
      'g',
      { transform: `translate(${x} ${ground - 12})` },
      rect(0, -206, length, 190, body, { rx: 26 }),
      rect(0, -206, length, 104, '#fdf6e9', { rx: 26 }),
      rect(0, -128, length, 28, '#fdf6e9'),
      times(
        Math.floor((length - 60) / 96),
        (index) =>
          rect(34 + index * 96, -180, 74, 70, '#24405c', { rx: 9 }) +
          shape(`M${44 + index * 96} -120l40 -56h16l-40 56Z`, '#ffffff', { opacity: 0.28 }),
      ),
      rect(0, -66, length, 10, '#fdf6e9'),
      ...[length * 0.2, length * 0.8].map(
        (wheel) => circle(wheel, -8, 24, '#23232e') + circle(wheel, -8, 10, '#8b8f9c'),
      ),
    );
  return [
    sky(sheet),
    cloud(random, width * 0.7, height * 0.15, 130, palette.light, 0.6),
    facades(sheet, ground, height * 0.56, 0.35),
    rect(0, ground, width, height - ground, '#8d8b86'),
    rect(0, ground, width, 16, '#6f6d69'),
    line(`M0 ${height * 0.4}H${width}`, palette.dark, 3),
    line(`M0 ${height * 0.86}H${width}M0 ${height * 0.9}H${width}`, '#d8d6d0', 6),
    times(60, () =>
      line(`M${Math.round(random() * width)} ${Math.round(between(random, ground + 24, height))}h26`, '#77756f', 3, {
        opacity: 0.6,
      }),
    ),
    line(`M${width * 0.42} ${ground - 216}l60 -60l-50 ${-(ground - 276 - height * 0.4)}`, palette.dark, 6),
    car(width * 0.12, 520),
    car(width * 0.12 + 534, 520),
    circle(width * 0.12 + 1030, ground - 58, 14, '#ffe89a'),
    glow('lamp', width * 0.12 + 1040, ground - 58, 120, '#ffe89a', 0.7),
    line(`M${width * 0.9} ${ground + 30}V${ground - 260}`, palette.dark, 10),
    circle(width * 0.9, ground - 270, 40, '#1d6996'),
    line(`M${width * 0.9 - 18} ${ground - 278}h36M${width * 0.9} ${ground - 278}v30`, '#ffffff', 8),
  ].join('');
};

/** A town hall with columns, steps and a clock tower. */
export const townhall: Scene = (sheet) => {
  const { width, height, palette, random } = sheet;
  const ground = height * 0.8;
  const x = width / 2;
  const stone = '#efe3cb';
  return [
    sky(sheet),
    glow('sunlight', width * 0.82, height * 0.22, 360, palette.sun, 0.9),
    cloud(random, width * 0.2, height * 0.2, 140, palette.light, 0.7),
    cloud(random, width * 0.86, height * 0.36, 90, palette.light, 0.6),
    rect(x - 70, height * 0.12, 140, height * 0.4, '#e2d2b3'),
    shape(`M${x - 84} ${height * 0.12}L${x} ${height * 0.01}L${x + 84} ${height * 0.12}Z`, palette.near),
    circle(x, height * 0.21, 48, '#ffffff', { stroke: palette.dark, 'stroke-width': 7 }),
    line(`M${x} ${height * 0.21}v-30M${x} ${height * 0.21}l22 12`, palette.dark, 6),
    rect(x - 480, height * 0.44, 960, ground - height * 0.44, stone),
    shape(`M${x - 300} ${height * 0.44}L${x} ${height * 0.3}L${x + 300} ${height * 0.44}Z`, '#f7eedb', {
      stroke: '#cdb78d',
      'stroke-width': 8,
    }),
    rect(x - 500, height * 0.43, 1000, 24, '#d8c49b'),
    times(4, (index) =>
      rect(x - 450 + index * 42 + (index > 1 ? 650 : 0), height * 0.52, 26, 96, palette.near, { rx: 12 }),
    ),
    times(4, (index) =>
      rect(x - 450 + index * 42 + (index > 1 ? 650 : 0), height * 0.66, 26, 70, palette.near, { rx: 3 }),
    ),
    times(
      6,
      (index) =>
        rect(x - 262 + index * 98, height * 0.47, 34, ground - height * 0.47, '#fffaf0') +
        rect(x - 270 + index * 98, height * 0.465, 50, 14, '#d8c49b') +
        rect(x - 240 + index * 98, height * 0.48, 10, ground - height * 0.48, '#dccaa5', { opacity: 0.7 }),
    ),
    rect(x - 46, height * 0.6, 92, ground - height * 0.6, palette.dark, { rx: 40 }),
    times(4, (index) =>
      rect(x - 320 - index * 46, ground + index * 20, 640 + index * 92, 22, index % 2 ? '#cdbb96' : '#dccaa5'),
    ),
    rect(0, ground + 80, width, height, '#9fb08c'),
    line(`M${x - 390} ${height * 0.44}V${height * 0.24}`, palette.dark, 5),
    shape(`M${x - 388} ${height * 0.24}q50 -20 100 6v60q-50 -26 -100 -6Z`, palette.accent),
    times(8, (index) =>
      circle(index < 4 ? index * 90 : width - (index - 4) * 90, ground + 20, 74, index % 2 ? '#4f7d56' : '#5f9066'),
    ),
  ].join('');
};

/** A village square: church, houses, fountain, mountains behind. */
export const village: Scene = (sheet) => {
  const { width, height, palette, random } = sheet;
  const ground = height * 0.76;
  const chalet = (x: number, size: number, wall: string) =>
    el(
      'g',
      { transform: `translate(${x} ${ground}) scale(${size / 100})` },
      rect(-95, -110, 190, 110, '#f6efe0'),
      rect(-95, -190, 190, 84, wall),
      shape('M-135 -176L0 -268L135 -176L122 -160L0 -242L-122 -160Z', '#4a2f22'),
      shape('M-95 -180L0 -246L95 -180Z', wall),
      times(
        3,
        (index) => rect(-72 + index * 56, -176, 32, 36, '#ffe7a8') + rect(-78 + index * 56, -138, 44, 12, '#d64550'),
      ),
      times(
        2,
        (index) => rect(-70 + index * 94, -84, 42, 44, '#3f5d73') + line(`M${-49 + index * 94} -84v44`, '#ffffff', 3),
      ),
      rect(-16, -66, 34, 66, '#6b4226'),
    );
  return [
    sky(sheet),
    glow('sunlight', width * 0.2, height * 0.18, 360, palette.sun, 0.9),
    cloud(random, width * 0.75, height * 0.16, 120, palette.light, 0.85),
    shape(ridge(random, width, height * 0.5, 360, ground, 0.8), palette.far),
    shape(ridge(random, width, height * 0.62, 190, ground, 0.5), palette.mid),
    rect(0, ground - 4, width, height - ground + 4, '#d9c9a8'),
    times(70, () =>
      ellipse(random() * width, between(random, ground + 14, height), between(random, 18, 44), 6, '#c4b18a', {
        opacity: 0.7,
      }),
    ),
    rect(width * 0.5 - 56, ground - 420, 112, 420, '#fbf6ea'),
    shape(
      `M${width * 0.5 - 70} ${ground - 420}Q${width * 0.5 - 60} ${ground - 500} ${width * 0.5} ${ground - 620}Q${width * 0.5 + 60} ${ground - 500} ${width * 0.5 + 70} ${ground - 420}Z`,
      '#9b2f2f',
    ),
    circle(width * 0.5, ground - 352, 34, '#ffffff', { stroke: '#4a2f22', 'stroke-width': 6 }),
    line(`M${width * 0.5} ${ground - 352}v-22M${width * 0.5} ${ground - 352}h16`, '#4a2f22', 5),
    rect(width * 0.5 - 20, ground - 280, 40, 74, '#3f5d73', { rx: 20 }),
    rect(width * 0.5 - 200, ground - 190, 400, 190, '#f6efe0'),
    shape(
      `M${width * 0.5 - 220} ${ground - 190}L${width * 0.5 - 150} ${ground - 270}H${width * 0.5 + 150}L${width * 0.5 + 220} ${ground - 190}Z`,
      '#9b2f2f',
    ),
    chalet(width * 0.14, 120, '#8a5a3a'),
    chalet(width * 0.31, 96, '#a4693f'),
    chalet(width * 0.7, 100, '#79492c'),
    chalet(width * 0.88, 126, '#96603b'),
    ellipse(width * 0.5, height * 0.93, 150, 32, '#b9b3a5'),
    ellipse(width * 0.5, height * 0.915, 132, 24, '#7cc4d6'),
    rect(width * 0.5 - 14, height * 0.79, 28, height * 0.125, '#a39d8f'),
    line(`M${width * 0.5} ${height * 0.8}q-70 10 -76 112M${width * 0.5} ${height * 0.8}q70 10 76 112`, '#c9ebf2', 6),
  ].join('');
};
