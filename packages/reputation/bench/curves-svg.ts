/** A named line of points in data coordinates. */
export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly emphasised?: boolean;
}

const WIDTH = 720;
const HEIGHT = 420;
const MARGIN = { left: 56, right: 150, top: 40, bottom: 48 };
const COLOURS = ['#0b6e4f', '#b5651d', '#5b5b8c', '#9c2c47', '#3a7ca5', '#7a7a7a', '#c29a2b', '#6b4226', '#2f4858'];

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const fixed = (value: number): string => value.toFixed(1);

/** Rank gained (vertical, −10..100) against dollars spent (horizontal, logarithmic). */
export function curvesSvg(title: string, curves: readonly Curve[], ticksUsd: readonly number[]): string {
  const logs = ticksUsd.map(Math.log);
  const low = Math.min(...logs);
  const high = Math.max(...logs);
  const x = (usd: number): number =>
    MARGIN.left + ((Math.log(usd) - low) / (high - low)) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (gain: number): number =>
    HEIGHT - MARGIN.bottom - ((Math.max(-10, Math.min(100, gain)) + 10) / 110) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const grid = [0, 25, 50, 75, 100].map(
    (gain) =>
      `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${fixed(y(gain))}" y2="${fixed(y(gain))}" stroke="#ddd"/>` +
      `<text x="${MARGIN.left - 8}" y="${fixed(y(gain) + 4)}" text-anchor="end">${gain}</text>`,
  );
  const ticks = ticksUsd.map(
    (usd) => `<text x="${fixed(x(usd))}" y="${HEIGHT - MARGIN.bottom + 18}" text-anchor="middle">$${usd}</text>`,
  );
  const lines = curves.map(({ name, points, emphasised }, index) => {
    const colour = COLOURS[index % COLOURS.length] ?? '#000';
    const path = points.map(([usd, gain]) => `${fixed(x(usd))},${fixed(y(gain))}`).join(' ');
    const legendY = MARGIN.top + 8 + index * 18;
    return (
      `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="${emphasised ? 4 : 1.6}"/>` +
      `<line x1="${WIDTH - MARGIN.right + 14}" x2="${WIDTH - MARGIN.right + 34}" y1="${legendY}" y2="${legendY}" stroke="${colour}" stroke-width="${emphasised ? 4 : 1.6}"/>` +
      `<text x="${WIDTH - MARGIN.right + 40}" y="${legendY + 4}"${emphasised ? ' font-weight="bold"' : ''}>${escaped(name)}</text>`
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" role="img" aria-label="${escaped(title)}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${MARGIN.left}" y="22" font-size="15" font-weight="bold">${escaped(title)}</text>`,
    ...grid,
    ...ticks,
    `<text x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 10}" text-anchor="middle">spent by the attacker (USD)</text>`,
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}
