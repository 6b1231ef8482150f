/** The HTTP API of documents; bodies are checked against openapi.yaml already. */
import { pipeline } from 'node:stream/promises';
import express, { type Request, type Response, type Router } from 'express';
import type { components } from '@parta/protocol';
import { requireCaller } from '../http/auth.ts';
import type { Log } from '../log.ts';
import { ChecksumError, verified, type BlobStore } from './blob-store.ts';
import { refusal } from './errors.ts';
import { disposition, mayShow, readRange } from './file-rules.ts';
import type { Library, NewUpload } from './library.ts';
import type { Content } from './store.ts';
import type { NewTask, Tasks } from './tasks.ts';

type Schemas = components['schemas'];

export function documentRoutes({
  library,
  tasks,
  blobs,
  publicUrl,
  log,
}: {
  readonly library: Library;
  readonly tasks: Tasks;
  readonly blobs: BlobStore;
  readonly publicUrl: string;
  readonly log: Log;
}): Router {
  const router = express.Router();
  const me = (res: Response): string => requireCaller(res).personId;

  router.post('/uploads', async (req, res) => {
    const { uploadId, documentId } = await library.announce(me(res), req.body as NewUpload);
    res.status(201).json({ upload_id: uploadId, document_id: documentId, url: `/uploads/${uploadId}` });
  });

  router.get('/classes/:classId/documents', async (req, res) => {
    res.json(await library.ofClass(me(res), req.params.classId));
  });

  router.get('/me/documents', async (_req, res) => {
    res.json(await library.mine(me(res)));
  });

  router.get('/documents/:id', async (req, res) => {
    res.json(await library.get(me(res), req.params.id));
  });

  router.patch('/documents/:id', async (req, res) => {
    res.json(await library.change(me(res), req.params.id, req.body as Schemas['DocumentPatch']));
  });

  router.delete('/documents/:id', async (req, res) => {
    await library.remove(me(res), req.params.id);
    res.status(204).end();
  });

  router.get('/documents/:id/content', async (req, res) => {
    const version = req.query['version'] === undefined ? null : Number(req.query['version']);
    await sendContent(req, res, await library.content(me(res), req.params.id, version), false);
  });

  router.get('/documents/:id/thumbnail', async (req, res) => {
    const picture = await library.thumbnail(me(res), req.params.id);
    res.set({ ...APART, 'Content-Type': 'image/webp' }).send(picture);
  });

  router.post('/documents/:id/tickets', async (req, res) => {
    res.status(201).json(await library.ticket(me(res), req.params.id, req.body as Schemas['NewTicket']));
  });

  router.get('/files/:ticket', async (req, res) => {
    // A ticket is good for one reading, and HEAD is none.
    const { content, inline } = await library.redeem(req.params.ticket);
    await sendContent(req, res, content, inline);
  });

  router.post('/documents/:id/shares', async (req, res) => {
    const body = req.body as { room_id: string; expires_in_seconds: number };
    const { share, token } = await library.share(
      requireCaller(res),
      req.params.id,
      body.room_id,
      body.expires_in_seconds,
    );
    // In the fragment, which no server's log holds.
    res.status(201).json({ share, url: `${publicUrl}/shared#${token}` });
  });

  router.delete('/shares/:id', async (req, res) => {
    await library.revoke(me(res), req.params.id);
    res.status(204).end();
  });

  router.post('/shared/open', async (req, res) => {
    const { token, inline = false } = req.body as { token: string; inline?: boolean };
    const { content, ticket } = await library.openShared(requireCaller(res), token, inline);
    const { name, size, contentType } = content;
    res.json({ name, size, content_type: contentType, ticket });
  });

  router.get('/classes/:classId/tasks', async (req, res) => {
    res.json(await tasks.ofClass(me(res), req.params.classId));
  });

  router.post('/classes/:classId/tasks', async (req, res) => {
    res.json(await tasks.create(me(res), req.params.classId, req.body as NewTask));
  });

  router.get('/me/tasks', async (_req, res) => {
    res.json(await tasks.mine(me(res)));
  });

  router.get('/tasks/:id', async (req, res) => {
    res.json(await tasks.get(me(res), req.params.id));
  });

  router.patch('/tasks/:id', async (req, res) => {
    res.json(await tasks.change(me(res), req.params.id, req.body as Partial<NewTask>));
  });

  router.delete('/tasks/:id', async (req, res) => {
    await tasks.remove(me(res), req.params.id);
    res.status(204).end();
  });

  router.post('/tasks/:id/slots/:pupilId/return', async (req, res) => {
    const { comment } = req.body as { comment: string };
    res.json(await tasks.giveBack(me(res), req.params.id, req.params.pupilId, comment));
  });

  /** Sends content as what it is and nothing else: never run, never guessed at, and to its end only if it is whole. */
  async function sendContent(req: Request, res: Response, content: Content, inline: boolean): Promise<void> {
    const { name, size, contentType, sha256, location } = content;
    const range = readRange(req.headers.range, size);
    if (range === null) {
      res.set('Content-Range', `bytes */${size}`);
      throw refusal('not_satisfiable');
    }
    const source = await blobs.read(location);
    const pieces = verified(source, { sha256, size }, range);
    try {
      const first = await pieces.next();
      const { start, end } = range ?? { start: 0, end: size - 1 };
      res.status(range === undefined ? 200 : 206).set({
        ...APART,
        ...(contentType === 'application/pdf' && inline && { 'Content-Security-Policy': FOR_PDF }),
        // What a browser might run is given a type that it does not.
        'Content-Type': mayShow(contentType) ? withCharset(contentType) : 'application/octet-stream',
        'Content-Disposition': disposition(name, inline && mayShow(contentType)),
        'Content-Length': String(end - start + 1),
        'Accept-Ranges': 'bytes',
        ...(range !== undefined && { 'Content-Range': `bytes ${start}-${end}/${size}` }),
      });
      if (req.method === 'HEAD') return void res.end();
      await pipeline(from(first, pieces), res);
    } catch (error) {
      if (error instanceof ChecksumError)
        log.error({ version: content.versionId }, 'a stored document is damaged');
      if (!res.headersSent) throw error instanceof ChecksumError ? refusal('damaged') : error;
      // What was sent so far is not the whole, and the pipeline has made the browser see that.
    } finally {
      source.destroy();
    }
  }

  return router;
}

/** An iterator whose first piece was taken already. */
async function* from(
  first: IteratorResult<Uint8Array>,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}

/** Content stands apart from our pages: no script, no frames, no type but the one that is said. */
const APART = {
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'private, no-store',
};
/** Browsers' own viewers of PDF do not work in a sandbox; they run nothing of the document in the page's origin. */
const FOR_PDF = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'";

const withCharset = (type: string): string => (type === 'text/plain' ? 'text/plain; charset=utf-8' : type);
