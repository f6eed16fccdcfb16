import { openApiOf, type OpenApiDocument } from '@pos/contract/derive/open-api.ts';
import { ROUTES } from '@pos/contract/routes.ts';

const VERSION = '0.1.0';

/** The registry's API as it is found at `publicUrl`; tokens are got where `tokenUrl` says. */
export const openApiDocument = (publicUrl: string, tokenUrl: string): OpenApiDocument =>
  openApiOf(ROUTES, { serverUrl: publicUrl, tokenUrl, version: VERSION });
