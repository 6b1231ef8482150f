/** Serves the built web client: its files as they are, precompressed where the build made them so, and its one page for all its routes. */
import { existsSync, readdirSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import express, { type Request, type RequestHandler, type Router } from 'express';
import { named } from './observe.ts';

const PAGE = '/index.html';
const ENCODINGS = [
  { encoding: 'br', suffix: '.br' },
  { encoding: 'gzip', suffix: '.gz' },
] as const;

/** All files below a folder, by their path in URLs. Only these are ever served, so that no path leads out of the folder. */
function filesOf(folder: string): ReadonlySet<string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Set(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).split(sep).join('/')),
  );
}

/**
 * @param folder of the built client, absolute
 * @throws Error when there is no client in it
 */
export function serveWebClient(folder: string): Router {
  if (!existsSync(join(folder, PAGE))) {
    throw new Error(
      `There is no web client in ${folder}: build it with \`npm run build\`, or leave out web.client when another server serves it.`,
    );
  }
  const files = filesOf(folder);
  const router = express.Router();
  router.use(named('web'), serve(folder, files));
  return router;
}

function serve(folder: string, files: ReadonlySet<string>): RequestHandler {
  return (req, res, next) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') return next();
    const path = fileFor(req, files);
    if (path === undefined) return next();

    // The build puts a hash of the content into names below assets/: such a file never changes.
    const immutable = path.startsWith('/assets/');
    res.set('Cache-Control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    res.type(extname(path));
    const packed = ENCODINGS.filter(({ suffix }) => files.has(path + suffix));
    if (packed.length > 0) res.vary('Accept-Encoding');
    const accepted = packed.find(({ encoding }) => req.acceptsEncodings(encoding) === encoding);
    if (accepted !== undefined) res.set('Content-Encoding', accepted.encoding);
    res.sendFile(
      path + (accepted?.suffix ?? ''),
      { root: folder, cacheControl: false, dotfiles: 'allow' },
      (error) => {
        if (error !== undefined && !res.headersSent) next(error);
      },
    );
  };
}

/** The file that a request is for: itself, or the page for a route of the client such as `/join` or `/classes/7`. */
function fileFor(req: Request, files: ReadonlySet<string>): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(req.path);
  } catch {
    return undefined;
  }
  if (files.has(path) && !ENCODINGS.some(({ suffix }) => path.endsWith(suffix))) return path;
  const isRoute = extname(path) === '' && !path.startsWith('/assets/') && req.accepts('html') === 'html';
  return isRoute ? PAGE : undefined;
}
