/** The result of a poll as a picture, to show where there is no Parta: on a wall, in a letter. */
import type { PollView } from '../../api/types.ts';

const WIDTH = 900;
const MARGIN = 48;
const INNER = WIDTH - 2 * MARGIN;
const FONT = "'Noto Sans', 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for XML: what people wrote is never markup, and what XML does not allow is left out. */
export function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // eslint-disable-next-line no-control-regex -- just those
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
      .replace(/[&<>"]/g, (sign) => ESCAPES[sign]!)
  );
}

/** Lines of at most so many characters; a word that is longer is broken. */
export function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    for (const piece of word.match(new RegExp(`.{1,${most}}`, 'gsu')) ?? []) {
      const last = lines.at(-1);
      if (last !== undefined && last.length + 1 + piece.length <= most)
        lines[lines.length - 1] = `${last} ${piece}`;
      else lines.push(piece);
    }
  }
  return lines;
}

/** Pure. @param under the line below the bars */
export function pollPicture(poll: Pick<PollView, 'question' | 'answers' | 'voters'>, under: string): string {
  const parts: string[] = [];
  let y = MARGIN;
  const text = (line: string, size: number, weight: number, more = ''): void => {
    y += size * 1.3;
    parts.push(
      `<text x="${MARGIN}" y="${y}" font-size="${size}" font-weight="${weight}" ${more}>${escapeXml(line)}</text>`,
    );
  };
  for (const line of wrap(poll.question, 44)) text(line, 34, 700);
  for (const { text: answer, votes } of poll.answers) {
    const share = votes === null || poll.voters === 0 ? 0 : votes / poll.voters;
    y += 18;
    for (const line of wrap(answer, 62)) text(line, 25, 400);
    y += 12;
    parts.push(
      `<rect x="${MARGIN}" y="${y}" width="${INNER - 150}" height="26" rx="13" fill="#e4e9e4"/>`,
      `<rect x="${MARGIN}" y="${y}" width="${Math.round((INNER - 150) * share)}" height="26" rx="13" fill="#216e56"/>`,
      `<text x="${WIDTH - MARGIN}" y="${y + 22}" font-size="25" font-weight="700" text-anchor="end">${
        votes === null ? '' : `${votes} · ${Math.round(share * 100)} %`
      }</text>`,
    );
    y += 26;
  }
  y += 14;
  for (const line of wrap(under, 70)) text(line, 22, 400, 'fill="#56605b"');
  const height = Math.round(y + MARGIN);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="${FONT}" fill="#1c2320">`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    ...parts,
    '</svg>',
  ].join('\n');
}

/** Draws a picture of our own making, twice as sharp as a screen needs it. */
export async function toPng(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [2 * image.naturalWidth, 2 * image.naturalHeight];
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob === null ? reject(new Error('no picture')) : resolve(blob)), 'image/png'),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}
