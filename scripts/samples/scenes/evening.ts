import {
  between,
  circle,
  el,
  ellipse,
  glow,
  gradient,
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

/** A football ground under floodlights. */
export const stadium: Scene = (sheet) => {
  const { width, height, palette, random } = sheet;
  const pitch = height * 0.6;
  const stripe = (index: number) => {
    const near = (index / 10) * width * 1.8 - width * 0.4;
    const nearEnd = ((index + 1) / 10) * width * 1.8 - width * 0.4;
    const far = (index / 10) * width;
    const farEnd = ((index + 1) / 10) * width;
    return shape(`M${far} ${pitch}H${farEnd}L${nearEnd} ${height}H${near}Z`, index % 2 ? '#3b8f4e' : '#47a35c');
  };
  const mast = (x: number) =>
    line(`M${x} ${pitch - 110}V${height * 0.16}`, palette.near, 14) +
    rect(x - 80, height * 0.08, 160, 92, palette.dark, { rx: 8 }) +
    times(12, (index) =>
      circle(x - 60 + (index % 4) * 40, height * 0.08 + 18 + Math.floor(index / 4) * 28, 11, '#fffbe0'),
    ) +
    glow(`mast${Math.round(x)}`, x, height * 0.13, 330, '#fff6cf', 0.75);
  return [
    sky(sheet),
    stars(sheet, 60, 0.3),
    shape(`M0 ${pitch}V${pitch - 190}Q${width / 2} ${pitch - 120} ${width} ${pitch - 190}V${pitch}Z`, palette.near),
    times(620, () => {
      const x = random() * width;
      const lift = 168 - 62 * (1 - ((x - width / 2) / (width / 2)) ** 2);
      return circle(
        x,
        pitch - 14 - random() * (lift - 20),
        6.5,
        pick(random, '#f4d35e', '#ee964b', '#f95738', '#e7ecef', '#274c77', '#274c77', '#1b3a5c'),
        { opacity: 0.9 },
      );
    }),
    rect(0, pitch - 16, width, 18, palette.light),
    times(10, stripe),
    line(`M0 ${height * 0.7}H${width}`, '#ffffff', 5, { opacity: 0.85 }),
    ellipse(width / 2, height * 0.84, 270, 74, 'none', { stroke: '#ffffff', 'stroke-width': 6, opacity: 0.85 }),
    line(
      `M${width / 2 - 130} ${pitch}v-96h260v96M${width / 2 - 130} ${pitch - 96}l20 96M${width / 2 + 130} ${pitch - 96}l-20 96`,
      '#ffffff',
      8,
    ),
    circle(width * 0.57, height * 0.83, 34, '#ffffff'),
    shape(`M${width * 0.57} ${height * 0.83 - 14}l14 10l-5 16h-18l-5 -16Z`, '#1f2430'),
    line(
      `M${width * 0.57 - 33} ${height * 0.83 - 6}l18 4M${width * 0.57 + 33} ${height * 0.83 - 6}l-18 4M${width * 0.57} ${height * 0.83 - 33}v18`,
      '#1f2430',
      4,
    ),
    ellipse(width * 0.57, height * 0.868, 36, 7, '#000000', { opacity: 0.25 }),
    mast(width * 0.12),
    mast(width * 0.88),
  ].join('');
};

/** A theatre stage between red curtains. */
export const stage: Scene = (sheet) => {
  const { width, height, random } = sheet;
  const fold = (x: number, from: number, to: number, colour: string) =>
    shape(
      `M${x} 0h70Q${x + from} ${height * 0.5} ${x + to} ${height * 0.86}h-70Q${x + from - 90} ${height * 0.5} ${x} 0Z`,
      colour,
    );
  const reds = ['#8d1028', '#b3182f', '#74091f', '#c3273c'] as const;
  return [
    gradient('hall', ['#14102b', '#2a1f4f', '#52346f']),
    rect(0, 0, width, height, 'url(#hall)'),
    times(70, () =>
      circle(random() * width, random() * height * 0.6, between(random, 1, 3), '#fff3c9', { opacity: 0.6 }),
    ),
    shape(`M${width * 0.5} 0L${width * 0.3} ${height * 0.88}H${width * 0.7}Z`, '#ffe9ad', { opacity: 0.26 }),
    shape(`M${width * 0.5} 0L${width * 0.39} ${height * 0.88}H${width * 0.61}Z`, '#ffe9ad', { opacity: 0.26 }),
    rect(0, height * 0.84, width, height * 0.16, '#6b4226'),
    times(8, (index) => line(`M0 ${height * (0.85 + index * 0.02)}H${width}`, '#4e2e19', 2, { opacity: 0.7 })),
    ellipse(width * 0.5, height * 0.88, 330, 44, '#ffe9ad', { opacity: 0.55 }),
    shape(`M${width * 0.5 - 130} ${height * 0.84}q130 70 260 0l-26 56h-208Z`, '#3b2a20'),
    line(`M${width * 0.5} ${height * 0.85}V${height * 0.42}`, '#3b2a20', 9),
    shape(
      `M${width * 0.5 + 8} ${height * 0.44}Q${width * 0.5 + 130} ${height * 0.66} ${width * 0.5 + 140} ${height * 0.8}H${width * 0.5 + 8}Z`,
      '#fdf8e8',
    ),
    shape(
      `M${width * 0.5 - 8} ${height * 0.5}Q${width * 0.5 - 90} ${height * 0.68} ${width * 0.5 - 100} ${height * 0.8}H${width * 0.5 - 8}Z`,
      '#f3e5c3',
    ),
    times(7, (index) => fold(-40 + index * 58, 60, -30 - index * 10, reds[index % 4] ?? '#8d1028')),
    el(
      'g',
      { transform: `translate(${width} 0) scale(-1 1)` },
      times(7, (index) => fold(-40 + index * 58, 60, -30 - index * 10, reds[(index + 2) % 4] ?? '#8d1028')),
    ),
    times(9, (index) =>
      shape(
        `M${(index * width) / 9} 0h${width / 9}q0 ${height * 0.16} ${-width / 18} ${height * 0.16}t${-width / 18} ${-height * 0.16}Z`,
        reds[index % 2 ? 0 : 1],
      ),
    ),
    line(
      times(9, (index) => `M${(index * width) / 9} ${height * 0.03}q${width / 18} ${height * 0.14} ${width / 9} 0`),
      '#f4c95d',
      7,
    ),
  ].join('');
};

/** Stalls and paper lanterns below brick arches. */
export const market: Scene = (sheet) => {
  const { width, height, palette, random } = sheet;
  const ground = height * 0.82;
  const lantern = (x: number, y: number, size: number, colour: string, index: number) =>
    line(`M${x} ${y - size}v${-size * 0.5}`, '#20183a', 2) +
    glow(`lantern${index}`, x, y, size * 2.6, colour, 0.55) +
    ellipse(x, y, size * 0.8, size, colour) +
    ellipse(x, y, size * 0.34, size, '#ffffff', { opacity: 0.22 }) +
    rect(x - size * 0.35, y - size - 3, size * 0.7, 7, '#20183a') +
    rect(x - size * 0.35, y + size - 4, size * 0.7, 7, '#20183a');
  const stall = (x: number, colour: string) =>
    rect(x + 14, ground - 190, 10, 190, '#2b1d14') +
    rect(x + 276, ground - 190, 10, 190, '#2b1d14') +
    rect(x, ground - 84, 300, 84, '#5a3a24') +
    times(6, (index) =>
      shape(`M${x - 10 + index * 53} ${ground - 240}h53l4 62q-30 26 -61 0Z`, index % 2 ? '#fdf3dc' : colour),
    ) +
    times(9, (index) =>
      circle(x + 24 + index * 31, ground - 96, 15, pick(random, '#e63946', '#f4a261', '#2a9d8f', '#e9c46a', '#f1faee')),
    );
  return [
    sky(sheet),
    stars(sheet, 90, 0.35),
    rect(0, height * 0.22, width, ground - height * 0.22, '#59332f'),
    times(150, () =>
      rect(
        Math.round((random() * width) / 44) * 44,
        height * 0.22 + Math.round((random() * (ground - height * 0.22)) / 22) * 22,
        40,
        18,
        '#6d4039',
        { opacity: 0.6 },
      ),
    ),
    times(3, (index) => {
      const x = (index + 0.5) * (width / 3);
      return (
        shape(
          `M${x - 205} ${ground}V${height * 0.52}A205 205 0 0 1 ${x + 205} ${height * 0.52}V${ground}Z`,
          palette.near,
        ) + glow(`arch${index}`, x, ground - 120, 300, '#ffb347', 0.85)
      );
    }),
    rect(0, height * 0.2, width, 20, '#3d211f'),
    rect(0, ground, width, height - ground, '#3a2c33'),
    times(50, () =>
      ellipse(random() * width, between(random, ground + 10, height), 40, 6, '#52404a', { opacity: 0.6 }),
    ),
    ...[0, 1, 2].map((index) =>
      stall((index + 0.5) * (width / 3) - 150, ['#c1121f', '#1d7874', '#e07a1f'][index] ?? '#c1121f'),
    ),
    line(
      `M0 ${height * 0.3}Q${width / 4} ${height * 0.42} ${width / 2} ${height * 0.31}T${width} ${height * 0.3}`,
      '#20183a',
      4,
    ),
    times(11, (index) =>
      lantern(
        70 + index * ((width - 140) / 10),
        height * 0.4 + Math.sin(index * 0.9) * 26,
        34,
        ['#ff6b6b', '#ffd166', '#f79256', '#ffe8a3'][index % 4] ?? '#ffd166',
        index,
      ),
    ),
  ].join('');
};

/** A barn turned concert hall: lit from within, notes in the air. */
export const barn: Scene = (sheet) => {
  const { width, height, palette, random } = sheet;
  const x = width * 0.5;
  const ground = height * 0.84;
  return [
    sky(sheet),
    stars(sheet, 170, 0.5),
    shape(ridge(random, width, height * 0.6, 250, height, 0.7), palette.mid),
    shape(ridge(random, width, height * 0.76, 90, height, 0.3), palette.near),
    glow('hall', x, ground - 130, 560, palette.accent, 0.6),
    rect(x - 340, ground - 250, 680, 252, '#4a2f20'),
    shape(
      `M${x - 420} ${ground - 230}L${x} ${ground - 500}L${x + 420} ${ground - 230}L${x + 390} ${ground - 200}L${x} ${ground - 450}L${x - 390} ${ground - 200}Z`,
      '#24160f',
    ),
    shape(`M${x - 340} ${ground - 236}L${x} ${ground - 452}L${x + 340} ${ground - 236}Z`, '#4a2f20'),
    times(22, (index) => line(`M${x - 330 + index * 31} ${ground - 240}V${ground}`, '#33200f', 3)),
    rect(x - 140, ground - 230, 280, 232, '#ffd98a'),
    shape(`M${x - 44} ${ground - 300}a44 44 0 0 1 88 0v30h-88Z`, '#ffd98a'),
    shape(
      `M${x - 230} ${ground}V${ground - 230}h90V${ground}ZM${x + 140} ${ground}V${ground - 230}h90V${ground}Z`,
      '#6b4530',
    ),
    ...[-90, -30, 40, 96].map(
      (person, index) =>
        circle(x + person, ground - 96 - (index % 2) * 14, 19, '#2b1a14') +
        rect(x + person - 22, ground - 78 - (index % 2) * 14, 44, 80, '#2b1a14', { rx: 16 }),
    ),
    line(`M${x - 62} ${ground - 60}l44 -60M${x + 66} ${ground - 120}v118`, '#2b1a14', 7),
    rect(0, ground, width, height - ground, palette.dark),
    shape(`M${x - 140} ${ground}H${x + 140}L${x + 320} ${height}H${x - 320}Z`, '#ffd98a', { opacity: 0.25 }),
    ...[
      [-520, -360],
      [-420, -520],
      [440, -480],
      [560, -330],
      [330, -620],
    ].map(([dx = 0, dy = 0], index) =>
      el(
        'g',
        { transform: `translate(${x + dx} ${ground + dy}) rotate(${index * 9 - 16})`, opacity: 0.9 },
        ellipse(0, 0, 21, 15, palette.light, { transform: 'rotate(-18)' }),
        line('M18 -4V-84', palette.light, 7),
        index % 2
          ? line('M18 -84q34 10 30 44', palette.light, 9)
          : line('M18 -84L78 -98V-20', palette.light, 7) +
              ellipse(60, -16, 21, 15, palette.light, { transform: 'rotate(-18 60 -16)' }),
      ),
    ),
  ].join('');
};
