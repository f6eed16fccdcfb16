import { API_KEY_HEADER } from './access.ts';
import { METHODS } from './route.ts';

/** Cross-origin rules of the functions, the local gateway and the error responses of the gateway itself. */
export const CORS = {
  allowOrigin: '*',
  allowMethods: ['HEAD', ...METHODS, 'OPTIONS'],
  allowHeaders: [
    'Authorization',
    'Content-Type',
    'Idempotency-Key',
    'If-Match',
    'If-None-Match',
    'Last-Event-ID',
    'PAYMENT-SIGNATURE',
    API_KEY_HEADER,
  ],
  exposeHeaders: [
    'Deprecation',
    'ETag',
    'Idempotent-Replayed',
    'Link',
    'PAYMENT-REQUIRED',
    'PAYMENT-RESPONSE',
    'Retry-After',
    'Sunset',
    'X-Request-Id',
  ],
  maxAgeSeconds: 600,
} as const;

export const corsHeaders = (): Record<string, string> => ({
  'access-control-allow-origin': CORS.allowOrigin,
  'access-control-expose-headers': CORS.exposeHeaders.join(', '),
});

export const preflightHeaders = (): Record<string, string> => ({
  ...corsHeaders(),
  'access-control-allow-methods': CORS.allowMethods.join(', '),
  'access-control-allow-headers': CORS.allowHeaders.join(', '),
  'access-control-max-age': String(CORS.maxAgeSeconds),
});
