// Makes the pictures of README.md, light and dark, in docs/pictures: the page of `tserini serve` in a browser, and a search on a
// terminal: npm run pictures. Their letters are those of the system's fonts (FONTCONFIG_FILE names others).

import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { chromium } from 'playwright-core';
import { findChromium } from './chromium.mjs';
import { onTerminal } from './terminal.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const main = join(root, 'dist/cli/main.js');
const pictures = join(root, 'docs/pictures');
const themes = ['light', 'dark'];
const largest = 150_000;

function write(name, data) {
  writeFileSync(join(pictures, name), data);
  const { size } = statSync(join(pictures, name));
  if (size > largest) throw new Error(`${name} has ${size} bytes, above ${largest}`);
  console.log(`docs/pictures/${name} ${(size / 1000).toFixed(0)} kB`);
}

/** Starts the server, and calls with its address. */
async function withServer(use) {
  const server = execa(process.execPath, [main, 'serve', '--port', '0'], { reject: false, all: true });
  try {
    const url = await new Promise((resolve, reject) => {
      server.all.on('data', (text) => {
        const found = /on (http:\S+)/.exec(String(text));
        if (found) resolve(found[1]);
      });
      server.then(({ all }) => reject(new Error(all)));
    });
    await use(url);
  } finally {
    server.kill('SIGTERM');
    await server;
  }
}

/** Why a document ranks, as the page shows it. */
async function takePage(url) {
  const executablePath = await findChromium(console.error);
  const browser = await chromium.launch({
    executablePath,
    // Containers run as root, where Chromium's sandbox does not start.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    for (const colorScheme of themes) {
      const context = await browser.newContext({
        viewport: { width: 1180, height: 866 },
        deviceScaleFactor: 2,
        reducedMotion: 'reduce',
        colorScheme,
      });
      const page = await context.newPage();
      await page.goto(`${url}/?q=why+is+the+sky+blue&why=weather-01`);
      await page.locator('.document-vector').first().waitFor();
      await page.evaluate('document.fonts.ready.then(() => undefined)');
      const session = await context.newCDPSession(page);
      const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 80 });
      write(`page-${colorScheme}.webp`, Buffer.from(data, 'base64'));
      await context.close();
    }
  } finally {
    await browser.close();
  }
}

const colors = {
  light: {
    ground: '#ffffff',
    edge: '#d9d4c9',
    bar: '#f3f1eb',
    text: '#1d2025',
    soft: '#6b7280',
    prompt: '#1f4ba6',
  },
  dark: {
    ground: '#14161a',
    edge: '#343a44',
    bar: '#1f232a',
    text: '#eae8e3',
    soft: '#9aa1ac',
    prompt: '#a3c0ff',
  },
};
const letter = { width: 8.4, height: 22 };

/** Lines on a terminal as an SVG, the first one typed. */
function terminalSvg(lines, columns, theme) {
  const { ground, edge, bar, text, soft, prompt } = colors[theme];
  const [left, top] = [20, 62];
  const width = left * 2 + columns * letter.width;
  const height = top + lines.length * letter.height + 4;
  const escaped = (line) => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const row = (line, i) => {
    // However wide the letters of a reader's font are, columns stay below each other.
    const length = `textLength="${(line.length * letter.width).toFixed(1)}" lengthAdjust="spacingAndGlyphs"`;
    const shown = i === 0 ? `<tspan fill="${prompt}">$</tspan>${escaped(line.slice(1))}` : escaped(line);
    return `<text x="${left}" y="${top + i * letter.height}" ${length} xml:space="preserve"${i === 0 ? ' font-weight="bold"' : ''}>${shown}</text>`;
  };
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width.toFixed(0)}" height="${height}" viewBox="0 0 ${width.toFixed(0)} ${height}" role="img">
<title>tserini on a terminal</title>
<rect x="0.5" y="0.5" width="${(width - 1).toFixed(0)}" height="${height - 1}" rx="10" fill="${ground}" stroke="${edge}"/>
<path d="M1 36V11a10 10 0 0 1 10-10H${(width - 11).toFixed(0)}a10 10 0 0 1 10 10V36z" fill="${bar}"/>
<g fill="${edge}"><circle cx="22" cy="18" r="5.5"/><circle cx="40" cy="18" r="5.5"/><circle cx="58" cy="18" r="5.5"/></g>
<text x="${(width / 2).toFixed(0)}" y="22.5" text-anchor="middle" font-family="system-ui, sans-serif" font-size="12" fill="${soft}">tserini</text>
<g font-family="ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="${text}">
${lines
  .map(row)
  .filter((_, i) => lines[i] !== '')
  .join('\n')}
</g>
</svg>
`;
}

async function takeTerminal() {
  const columns = 92;
  const cwd = mkdtempSync(join(tmpdir(), 'tserini-pictures-'));
  try {
    const typed = 'search why is the sky blue --hits 4';
    const lines = await onTerminal(`"${process.execPath}" "${main}" ${typed}`, { cwd, columns });
    while (lines.at(-1) === '') lines.pop();
    for (const theme of themes) {
      write(`terminal-${theme}.svg`, terminalSvg([`$ npx tserini ${typed}`, ...lines], columns, theme));
    }
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

mkdirSync(pictures, { recursive: true });
await takeTerminal();
await withServer(takePage);
