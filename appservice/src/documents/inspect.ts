/** What a file really is, whatever it is called. */
import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';
import sharp, { type Metadata } from 'sharp';
import { isPicture, typeOfText } from './file-rules.ts';

export interface Inspection {
  readonly contentType: string;
  /** Of a picture: a small one of it, WebP. */
  readonly thumbnail: Buffer | null;
}

/** Why a file is not kept. */
export class Refused extends Error {
  readonly reason: 'picture_too_large';
  constructor(reason: 'picture_too_large') {
    super(reason);
    this.name = 'Refused';
    this.reason = reason;
  }
}

const START_BYTES = 64 * 1024;
const THUMBNAIL_PIXELS = 320;
const THUMBNAIL_SECONDS = 20;

// Pictures of strangers: nothing is kept of one for the next, and one is decoded at a time.
sharp.cache(false);
sharp.concurrency(1);

/** Throws `Refused` for a picture with more pixels than allowed, which its header says before anything is decoded. */
export async function inspect(file: string, options: { maxMegapixels: number }): Promise<Inspection> {
  const contentType = (await fileTypeFromFile(file))?.mime ?? (await typeBySight(file));
  // XML that begins with a declaration may be SVG; as text it would be harmless, as itself it is not.
  const type = contentType === 'application/xml' ? await typeBySight(file) : contentType;
  return {
    contentType: type,
    thumbnail: isPicture(type) ? await thumbnail(file, options.maxMegapixels) : null,
  };
}

async function typeBySight(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
    return typeOfText(buffer.subarray(0, bytesRead), bytesRead === size);
  } finally {
    await handle.close();
  }
}

async function thumbnail(file: string, maxMegapixels: number): Promise<Buffer | null> {
  let facts: Metadata;
  try {
    facts = await sharp(file, { limitInputPixels: false }).metadata();
  } catch {
    // A broken picture is kept as it is, without a small one.
    return null;
  }
  const pixels = facts.width * facts.height;
  if (pixels > maxMegapixels * 1_000_000) throw new Refused('picture_too_large');
  try {
    return await sharp(file, { limitInputPixels: maxMegapixels * 1_000_000, failOn: 'error' })
      .rotate()
      .resize(THUMBNAIL_PIXELS, THUMBNAIL_PIXELS, { fit: 'inside', withoutEnlargement: true })
      .timeout({ seconds: THUMBNAIL_SECONDS })
      .webp({ quality: 75 })
      .toBuffer();
  } catch {
    return null;
  }
}
