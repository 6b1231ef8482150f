/** Prepares a chosen file for sending. */
import { isShownImage } from './message-body.ts';
import type { Attachment } from './outbox-model.ts';

/** Longer side of a photo that is sent; enough to read a page of an exercise book. Pixels. */
const LONGEST_SIDE = 2560;
const JPEG_QUALITY = 0.85;
/** A drawing or screenshot up to this size is sent as it is. Bytes. */
const SMALL_PNG = 3_000_000;

/**
 * Photos are drawn anew: smaller, and without what cameras write into them, above all the place where they were
 * taken. Anything else, and what this browser cannot draw, is sent as a file as it is.
 */
export async function prepareAttachment(file: File): Promise<Attachment> {
  const plain: Attachment = {
    blob: file,
    name: file.name,
    mimetype: file.type || 'application/octet-stream',
    dimensions: null,
    mxc: null,
  };
  if (!isShownImage(file.type)) return plain;
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return plain;
  }
  try {
    const { width, height } = bitmap;
    const asIs = file.type === 'image/gif' || (file.type === 'image/png' && file.size <= SMALL_PNG);
    if (asIs) return { ...plain, dimensions: { width, height } };
    const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
    const dimensions = { width: Math.round(width * scale), height: Math.round(height * scale) };
    const canvas = document.createElement('canvas');
    Object.assign(canvas, dimensions);
    const context = canvas.getContext('2d');
    if (context === null) return plain;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, dimensions.width, dimensions.height);
    context.drawImage(bitmap, 0, 0, dimensions.width, dimensions.height);
    const blob = await new Promise<Blob | null>((resolve) =>
      canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY),
    );
    if (blob === null) return plain;
    return {
      blob,
      name: file.name.replace(/\.\w+$/, '') + '.jpg',
      mimetype: 'image/jpeg',
      dimensions,
      mxc: null,
    };
  } finally {
    bitmap.close();
  }
}
