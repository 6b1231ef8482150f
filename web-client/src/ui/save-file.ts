/** Long enough for a browser to have begun to write the file. Milliseconds. */
const KEPT_MS = 10_000;

/** Saves content as a file on the device, as a tap on a link to it does. */
export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
