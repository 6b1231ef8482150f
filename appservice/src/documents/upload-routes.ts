/**
 * The bytes of uploads by tus 1.0.0, core protocol (https://tus.io/protocols/resumable-upload). Uploads are made by `POST /uploads`, with everything
 * checked that can be; here is only what the protocol has for bytes. They stand before the rest of the API, which reads bodies as JSON.
 */
import express, { type Response, type Router } from 'express';
import { authenticate, requireCaller, type SessionFinder } from '../http/auth.ts';
import { refusal } from './errors.ts';
import type { Progress, Uploads } from './uploads.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function uploadRoutes({ uploads, sessions }: { uploads: Uploads; sessions: SessionFinder }): Router {
  const router = express.Router();

  router.use('/uploads/:id', async (req, res, next) => {
    res.set('Tus-Resumable', '1.0.0');
    await authenticate(req, res, sessions);
    if (!UUID.test(req.params.id)) throw refusal('no_such_upload');
    next();
  });

  const tell = (res: Response, { received, size }: Progress): Response =>
    res.set({
      'Upload-Offset': String(received),
      'Upload-Length': String(size),
      'Cache-Control': 'no-store',
    });

  router.head('/uploads/:id', async (req, res) => {
    tell(res, await uploads.progress(requireCaller(res).personId, req.params.id))
      .status(200)
      .end();
  });

  router.patch('/uploads/:id', async (req, res) => {
    if (req.headers['content-type'] !== 'application/offset+octet-stream') throw refusal('bytes_wrong_type');
    const offset = /^\d{1,15}$/.test(String(req.headers['upload-offset']))
      ? Number(req.headers['upload-offset'])
      : -1;
    const { personId } = requireCaller(res);
    const { received, size } = await uploads.progress(personId, req.params.id);
    // Said before the bytes are read, when the client says how many there are.
    if (Number(req.headers['content-length'] ?? 0) > size - received) throw refusal('too_much');
    // A refusal in the middle must not cut the connection, on which the client may send its next request: the rest is read and thrown away.
    const bytes = req.iterator({ destroyOnReturn: false });
    const progress = await uploads
      .append(personId, req.params.id, offset, bytes)
      .finally(() => void req.resume());
    tell(res, progress).status(204).end();
  });

  router.delete('/uploads/:id', async (req, res) => {
    await uploads.cancel(requireCaller(res).personId, req.params.id);
    res.status(204).end();
  });

  return router;
}
