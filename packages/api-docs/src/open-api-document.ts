import { openApiOf, type OpenApiDocument } from '@pos/contract/derive/open-api.ts';
import { SLICES } from '@pos/contract/slices.ts';

const VERSION = '0.1.0';

/** The registry's API as it is found at `publicUrl`; tokens are got where `tokenUrl` says. */
export const openApiDocument = (publicUrl: string, tokenUrl: string): OpenApiDocument =>
  openApiOf(SLICES, { serverUrl: publicUrl, tokenUrl, version: VERSION });
