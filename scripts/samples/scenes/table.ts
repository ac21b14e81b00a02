import {
  between,
  circle,
  el,
  ellipse,
  gradient,
  line,
  pick,
  rect,
  type Scene,
  type Sheet,
  shape,
  times,
} from '../draw.ts';

function tabletop({ width, height, random }: Sheet, colours: readonly string[], grain: string): string {
  return (
    gradient('wood', colours) +
    rect(0, 0, width, height, 'url(#wood)') +
    times(7, (index) => line(`M0 ${((index + 1) * height) / 7}H${width}`, grain, 5, { opacity: 0.5 })) +
    times(46, () =>
      line(
        `M${Math.round(random() * width)} ${Math.round(random() * height)}q60 ${Math.round(between(random, -8, 8))} 150 0`,
        grain,
        2,
        { opacity: 0.32 },
      ),
    )
  );
}

function plate(x: number, y: number, size: number, rim: string, inside: string): string {
  return (
    circle(x + 12, y + 18, size, '#000000', { opacity: 0.22 }) +
    circle(x, y, size, rim) +
    circle(x, y, size * 0.84, inside) +
    circle(x, y, size * 0.93, 'none', { stroke: '#ffffff', 'stroke-width': 4, opacity: 0.5 })
  );
}

/** A bowl of fish stew from above, with bread, lemon and a spoon. */
export const stew: Scene = (sheet) => {
  const { width, height, random } = sheet;
  const x = width * 0.5;
  const y = height * 0.52;
  const within = (reach: number) => {
    const angle = random() * Math.PI * 2;
    const far = Math.sqrt(random()) * reach;
    return { x: x + Math.cos(angle) * far, y: y + Math.sin(angle) * far };
  };
  return [
    tabletop(sheet, ['#3f5d6b', '#345060', '#294251'], '#1e3340'),
    el(
      'g',
      { transform: `rotate(-12 ${width * 0.2} ${height * 0.7})` },
      rect(width * 0.03, height * 0.52, 330, 420, '#f2efe4'),
      times(5, (index) => rect(width * 0.03, height * 0.54 + index * 84, 330, 16, '#c8102e', { opacity: 0.75 })),
    ),
    plate(x, y, 396, '#f7f4ea', '#1d3c4f'),
    circle(x, y, 318, '#d9622b'),
    circle(x - 30, y - 40, 250, '#e4773a', { opacity: 0.6 }),
    times(26, () => {
      const at = within(290);
      return circle(at.x, at.y, between(random, 8, 24), '#f5a84b', { opacity: 0.65 });
    }),
    times(9, () => {
      const at = within(240);
      return el(
        'g',
        { transform: `translate(${Math.round(at.x)} ${Math.round(at.y)}) rotate(${Math.round(random() * 180)})` },
        rect(-46, -30, 92, 60, '#fdf3e3', { rx: 22 }),
        line('M-28 -14h56M-30 2h58M-26 16h50', '#e6d3b8', 4),
      );
    }),
    times(7, () => {
      const at = within(262);
      return el(
        'g',
        { transform: `translate(${Math.round(at.x)} ${Math.round(at.y)}) rotate(${Math.round(random() * 360)})` },
        shape('M0 -42Q44 -30 40 20Q0 48 -40 20Q-44 -30 0 -42Z', '#232946'),
        shape('M0 -30Q30 -20 28 14Q0 32 -28 14Q-30 -20 0 -30Z', '#f2a65a'),
        line('M0 -40Q4 0 0 36', '#3b4270', 4),
      );
    }),
    times(34, () => {
      const at = within(300);
      return el(
        'g',
        { transform: `translate(${Math.round(at.x)} ${Math.round(at.y)}) rotate(${Math.round(random() * 360)})` },
        shape('M0 0q12 -22 0 -34q-14 12 0 34q22 -12 34 0q-12 14 -34 0Z', pick(random, '#4f9d4c', '#6cb85f', '#3c7f3f')),
      );
    }),
    el(
      'g',
      { transform: `translate(${width * 0.85} ${height * 0.26})` },
      circle(8, 12, 104, '#000000', { opacity: 0.2 }),
      circle(0, 0, 104, '#f6cf3f'),
      circle(0, 0, 90, '#fff3b8'),
      times(8, (index) =>
        el('g', { transform: `rotate(${index * 45})` }, shape('M0 -10L26 -70Q0 -88 -26 -70Z', '#f8dc62')),
      ),
    ),
    el(
      'g',
      { transform: `translate(${width * 0.84} ${height * 0.72}) rotate(24)` },
      ellipse(6, 12, 170, 96, '#000000', { opacity: 0.2 }),
      ellipse(0, 0, 170, 94, '#b9783f'),
      ellipse(0, -6, 150, 76, '#dba566'),
      times(4, (index) => line(`M${-96 + index * 62} -50q24 40 6 84`, '#a4642f', 9)),
    ),
    el(
      'g',
      { transform: `translate(${width * 0.17} ${height * 0.34}) rotate(-28)` },
      rect(-9, 20, 18, 330, '#c9ced6', { rx: 9 }),
      ellipse(0, -30, 50, 78, '#dfe3e8'),
      ellipse(-6, -36, 32, 56, '#bfc5ce'),
    ),
  ].join('');
};

/** Loaves on a baker's board. */
export const bread: Scene = (sheet) => {
  const { width, height, random } = sheet;
  const loaf = (x: number, y: number, size: number, turn: number, crust: string) =>
    el(
      'g',
      { transform: `translate(${x} ${y}) rotate(${turn}) scale(${size / 100})` },
      ellipse(8, 20, 206, 108, '#000000', { opacity: 0.2 }),
      ellipse(0, 0, 204, 104, crust),
      ellipse(-8, -12, 178, 80, '#d9964a'),
      times(4, (index) =>
        shape(`M${-120 + index * 70} -66q46 60 8 128q-44 -60 -8 -128Z`, '#f5deb3', { opacity: 0.92 }),
      ),
      times(26, () => circle(between(random, -150, 150), between(random, -60, 60), 4, '#fffaf0', { opacity: 0.5 })),
    );
  return [
    tabletop(sheet, ['#efe0c4', '#e6d2ae', '#dcc497'], '#c4a875'),
    times(260, () => circle(random() * width, random() * height, between(random, 1, 6), '#ffffff', { opacity: 0.5 })),
    loaf(width * 0.3, height * 0.3, 135, -14, '#a65f24'),
    loaf(width * 0.72, height * 0.36, 120, 20, '#8f4c1c'),
    loaf(width * 0.42, height * 0.72, 150, 8, '#a05a22'),
    ...[0, 1, 2].map((index) =>
      el(
        'g',
        { transform: `translate(${width * (0.76 + index * 0.055)} ${height * 0.74}) rotate(${-30 + index * 24})` },
        line('M0 190Q-6 60 0 -110', '#b98a3a', 7),
        times(
          7,
          (grain) =>
            ellipse(-15, -104 + grain * 26, 9, 19, '#d9a441', { transform: `rotate(-24 -15 ${-104 + grain * 26})` }) +
            ellipse(15, -104 + grain * 26, 9, 19, '#e3b556', { transform: `rotate(24 15 ${-104 + grain * 26})` }),
        ),
      ),
    ),
  ].join('');
};

/** A wheel of cheese with a wedge cut out, hay flowers around. */
export const cheese: Scene = (sheet) => {
  const { width, height, random } = sheet;
  const x = width * 0.46;
  const y = height * 0.5;
  return [
    tabletop(sheet, ['#7a4f2f', '#6b4328', '#593620'], '#432716'),
    times(46, () =>
      line(
        `M${Math.round(random() * width)} ${Math.round(random() * height)}q${Math.round(between(random, -60, 60))} ${Math.round(between(random, -40, 40))} ${Math.round(between(random, -150, 150))} ${Math.round(between(random, -70, 70))}`,
        pick(random, '#c9b458', '#a8a04a', '#dcc977'),
        4,
        { opacity: 0.75 },
      ),
    ),
    circle(x + 14, y + 26, 372, '#000000', { opacity: 0.28 }),
    shape(`M${x} ${y}L${x + 358} ${y - 92}A370 370 0 1 0 ${x + 286} ${y + 234}Z`, '#c98a2e'),
    shape(`M${x} ${y}L${x + 328} ${y - 84}A340 340 0 1 0 ${x + 262} ${y + 214}Z`, '#f4cd6b'),
    shape(`M${x} ${y}L${x + 286} ${y + 234}l-8 44L${x - 6} ${y + 46}Z`, '#e2b24d'),
    times(22, (index) => {
      const angle = 0.9 + (index / 22) * 4.9;
      const far = between(random, 60, 300);
      return circle(x + Math.cos(angle) * far, y + Math.sin(angle) * far, between(random, 8, 24), '#e3b04b');
    }),
    el(
      'g',
      { transform: `translate(${width * 0.8} ${height * 0.62}) rotate(16)` },
      shape('M-170 70L150 -80L176 0L-150 132Z', '#e0ab45'),
      shape('M-170 70L150 -80L196 -64Q210 -30 176 0Z', '#f7d783'),
      shape('M150 -80L196 -64Q214 -30 196 44L176 0Z', '#b97b24'),
      circle(-20, 66, 18, '#c9922f'),
      circle(60, 20, 12, '#c9922f'),
      circle(-86, 92, 10, '#c9922f'),
    ),
    ...[0.1, 0.86, 0.93].map((along, index) =>
      el(
        'g',
        { transform: `translate(${width * along} ${height * (0.84 - index * 0.33)})` },
        times(10, (petal) =>
          ellipse(0, -30, 11, 27, index % 2 ? '#d8b4f8' : '#fffdf5', { transform: `rotate(${petal * 36})` }),
        ),
        circle(0, 0, 16, '#f2b632'),
      ),
    ),
  ].join('');
};

/** Apricot dumplings on a blue plate. */
export const dumplings: Scene = (sheet) => {
  const { width, height, random } = sheet;
  const x = width * 0.48;
  const y = height * 0.52;
  return [
    rect(0, 0, width, height, '#f3ead8'),
    times(24, (row) =>
      times(2, (side) =>
        rect(side ? 0 : row * 90, side ? row * 90 : 0, side ? width : 44, side ? 44 : height, '#7fa8b8', {
          opacity: 0.2,
        }),
      ),
    ),
    plate(x, y, 400, '#2e6f95', '#f7fbfc'),
    times(24, (index) =>
      circle(
        x + Math.cos((index / 24) * Math.PI * 2) * 366,
        y + Math.sin((index / 24) * Math.PI * 2) * 366,
        13,
        '#f7fbfc',
      ),
    ),
    ...[
      [-130, -110],
      [130, -120],
      [0, 20],
      [-180, 110],
      [170, 120],
    ].map(([dx = 0, dy = 0]) =>
      el(
        'g',
        { transform: `translate(${x + dx} ${y + dy})` },
        ellipse(10, 20, 112, 100, '#000000', { opacity: 0.18 }),
        circle(0, 0, 108, '#dba35c'),
        times(120, () => {
          const angle = random() * Math.PI * 2;
          const far = Math.sqrt(random()) * 102;
          return circle(
            Math.cos(angle) * far,
            Math.sin(angle) * far,
            between(random, 3, 8),
            pick(random, '#c5853d', '#e8bd7d', '#b97630', '#f0cf98'),
          );
        }),
        ellipse(-30, -40, 38, 24, '#ffffff', { opacity: 0.25 }),
      ),
    ),
    times(140, () =>
      circle(x + between(random, -290, 290), y + between(random, -250, 250), between(random, 1, 4), '#ffffff', {
        opacity: 0.85,
      }),
    ),
    ...[
      [0.87, 0.24, 100],
      [0.93, 0.5, 84],
      [0.1, 0.8, 92],
    ].map(([along = 0, down = 0, size = 0]) =>
      el(
        'g',
        { transform: `translate(${width * along} ${height * down})` },
        ellipse(8, 16, size, size * 0.92, '#000000', { opacity: 0.16 }),
        circle(0, 0, size, '#f6973c'),
        ellipse(-size * 0.26, -size * 0.2, size * 0.55, size * 0.6, '#fbb65a'),
        line(`M0 ${-size * 0.92}Q${size * 0.34} 0 ${size * 0.06} ${size * 0.9}`, '#d9702a', 7),
        shape(`M0 ${-size * 0.9}q60 -74 116 -38q-36 58 -116 38Z`, '#5a9a4b'),
      ),
    ),
  ].join('');
};
