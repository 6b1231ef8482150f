/** What browsers may do with our pages: only what the web client needs. */
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../config/config.ts';

/** Content Security Policy and the other headers of helmet. Scripts come from our own files alone, never inline. */
export function securityHeaders(config: Pick<Config, 'homeserver' | 'web' | 'lessons'>): RequestHandler[] {
  const homeserver = new URL(config.homeserver.public_url).origin;
  const { livekit } = config.lessons;
  // Its client asks over HTTP why a WebSocket was refused.
  const sfu = livekit === undefined ? [] : originsOf(livekit.url);
  const isHttps = config.web.public_url.startsWith('https:');
  const policy = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        // Components set styles in place; a style cannot run code.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'blob:', 'data:'],
        mediaSrc: ["'self'", 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: [...new Set(["'self'", homeserver, ...sfu])],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
        ...(isHttps ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    xFrameOptions: { action: 'deny' },
  });
  const permissions: RequestHandler = (_req, res, next) => {
    res.set(
      'Permissions-Policy',
      'camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(), usb=()',
    );
    next();
  };
  return [policy, permissions];
}

/** Of a `ws:` address: the same for WebSockets and for HTTP. */
function originsOf(url: string): string[] {
  const { protocol, host } = new URL(url);
  return [`${protocol}//${host}`, `${protocol.replace('ws', 'http')}//${host}`];
}

/** Any web page may use the API, as with Matrix APIs: it takes bearer tokens, never cookies. */
export const allowAnyOrigin: RequestHandler = (req, res, next) => {
  res.set({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'Retry-After, X-Request-Id, Upload-Offset, Upload-Length, Tus-Resumable',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  });
  if (req.method !== 'OPTIONS') return next();
  res
    .status(204)
    .set({
      'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
      'Access-Control-Allow-Headers':
        'Authorization, Content-Type, Accept-Language, Range, Upload-Offset, Tus-Resumable',
      'Access-Control-Max-Age': '86400',
    })
    .end();
};
