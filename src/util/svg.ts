/** Okabe and Ito's colors, which readers with color blindness can distinguish too. */
export const lineColors = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00'];
export const ink = '#333333';
export const grid = '#dddddd';

/** An SVG picture on a white background, in the coordinates of its size. */
export function svgPicture(width: number, height: number, title: string, body: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="12" fill="${ink}">
<title>${escapeXml(title)}</title>
<rect width="${width}" height="${height}" fill="#ffffff"/>
${body.join('\n')}
</svg>
`;
}

/** A coordinate, to two decimals. */
export function coordinate(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Escapes markup, and removes characters that XML does not allow. */
export function escapeXml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return Array.from(text, (character) => entities[character] ?? character)
    .filter((character) => character >= ' ')
    .join('');
}
